"""OptoPrime: one question for each step, with the slice as a program to be mended (arXiv 2406.16218, section 4)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Literal

from optimizers import prompting
from optimizers.base import Optimizer
from optimizers.prompting import Section
from optimizers.pseudocode import pseudocode
from optimizers.steps import Observation, Round, Suggestion
from tracer.views.distances import criteria
from tracer.views.parameters import renamed
from tracer.views.tokens import count_tokens
from tracer.views.values import Style

_CHARS = 2000

_SYSTEM = """\
You improve a program by changing some of its values. You see the part of it that led to its output, with the values \
its expressions had, and what was said of the output. Only the variables listed can be changed. Keep to their \
constraints; values that break them are refused."""


class OptoPrime(Optimizer):
    """Asks for new values of all parameters at once.

    `view="source"` shows the user's own lines with their values; `view="graph"` the pseudo-program of Trace's paper, one
    line for each operation; `view="none"` no more than the output, which tells what the trace is worth (there: masked).
    """

    def __init__(
        self, trained: Any, *, view: Literal["source", "graph", "none"] = "source", **options: Any
    ) -> None:
        super().__init__(trained, **options)
        if view not in {"source", "graph", "none"}:
            raise ValueError(f"view is 'source', 'graph' or 'none', not {view!r}")
        self.view = view

    def suggest(self, observations: Sequence[Observation]) -> Suggestion:
        """Ask once, with everything that was said."""
        return self.ask(self.messages(observations))

    def messages(self, observations: Sequence[Observation], *more: Section) -> list[dict[str, str]]:
        """Return the question about these runs, with `more` sections at its end; within `prompt_tokens`."""
        system = f"{_SYSTEM}\n\n{self.answer_form}"
        budget = self.prompt_tokens - count_tokens(system)
        text = prompting.compose([*self.sections(observations), *more], budget, self.max_tokens)
        return [{"role": "system", "content": system}, {"role": "user", "content": text}]

    def sections(self, observations: Sequence[Observation]) -> list[Section]:
        """Return the parts of the question, in their order."""
        sections = [
            Section("Instruction", self.objective),
            Section("Variables", prompting.variables(self.parameters, self.names)),
        ]
        for number, observation in enumerate(observations, 1):
            nth = f" {number}" if len(observations) > 1 else ""
            sections.append(Section(f"Feedback{nth}", fit=partial(_feedback, observation)))
            title = "Output" if self.view == "none" else "Run"
            sections.append(Section(f"{title}{nth}", fit=partial(self._run, observation)))
        if self.memory and self.rounds:
            sections.append(Section("Past attempts, the last one last", fit=self._past))
        return sections

    def _run(self, observation: Observation, tokens: int) -> str:
        if self.view == "none":
            return prompting.cut_end(_output(observation), tokens)
        graph = observation.slice.graph
        names = self._names_in(graph)
        if self.view == "graph":
            return pseudocode(renamed(graph, names), tokens)
        return observation.slice.report(max_tokens=tokens, names=names)

    def _past(self, tokens: int) -> str:
        shown: list[str] = []
        for attempt in reversed(self.rounds[-self.memory :]):
            text = past(attempt)
            tokens -= count_tokens(text)
            if tokens < 0:
                break
            shown.insert(0, text)
        return "\n\n".join(shown)


def _output(observation: Observation) -> str:
    graph = observation.slice.graph
    return Style(chars=_CHARS)(graph.nodes[criteria(graph)[0]]["value"])


def _feedback(observation: Observation, tokens: int) -> str:
    return prompting.cut_end(str(observation.feedback), tokens)


def past(attempt: Round) -> str:
    """Return one past round as text."""
    values = "\n".join(f"{name} = {value!r}" for name, value in attempt.values.items())
    refused = "".join(f"\nrefused: {name}: {why}" for name, why in attempt.rejected.items())
    return f"{values}\nfeedback: {attempt.feedback}{refused}"
