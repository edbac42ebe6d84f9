"""TextGrad: criticism is passed back through calls of models, then each variable is rewritten (arXiv 2406.07496)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from optimizers import prompting
from optimizers.base import Optimizer
from optimizers.criticism import Flow, flow
from optimizers.optoprime import past
from optimizers.prompting import Section
from optimizers.steps import Exchange, Observation, Suggestion
from tracer.views.parameters import renamed
from tracer.views.tokens import count_tokens
from tracer.views.values import Style

_BACKWARD = """\
You are part of a system that improves a program by criticism. A language model was called in it. You see what it was \
asked, what it replied, and the criticism of that reply. Say how the request should have been different so that the \
reply would have deserved less criticism. Do not rewrite the request; criticise it, briefly and concretely."""
_UPDATE = """\
You are part of a system that improves a program by criticism. You see one of its variables and the criticism of it. \
Write its improved value. If the same criticism comes again and again, change more than before."""
_REDUCE = """\
You see several criticisms of one variable of a program. Write one criticism that says what they have in common and \
keeps what only some of them say."""

_MESSAGES_CHARS = 4_000


class TextGrad(Optimizer):
    """Asks the model once for each call of a model on the way, and once for each variable.

    Python code passes criticism on unchanged. `reduce_above`: more criticisms of one variable than that are first made one.
    `examples`: texts that show what good values look like. `momentum`: past values of the variable that are shown.
    """

    def __init__(
        self,
        trained: Any,
        *,
        reduce_above: int = 4,
        examples: Sequence[str] = (),
        momentum: int = 0,
        **options: Any,
    ) -> None:
        super().__init__(trained, **options)
        self.reduce_above, self.examples, self.momentum = reduce_above, tuple(examples), momentum

    def calls(self, observations: Sequence[Observation] | None = None) -> int:
        """Return how many calls of the model a step makes at most, re-asked replies aside: known before any is made."""
        given = self._pending if observations is None else observations
        names = frozenset(self.names.values())
        flows = [self._flow(o) for o in given]
        received = {name: sum(name in f.variables for f in flows) for name in names}
        sources = {name: sum(len(f.variables.get(name, ())) for f in flows) for name in names}
        reductions = sum(count > self.reduce_above for count in sources.values())
        return sum(len(f.calls) for f in flows) + sum(map(bool, received.values())) + reductions

    def suggest(self, observations: Sequence[Observation]) -> Suggestion:
        """Criticise backwards, then ask for a new value of each variable that was criticised."""
        criticised: dict[str, list[str]] = {}
        for observation in observations:
            for name, said in self._criticised(observation).items():
                criticised.setdefault(name, []).extend(said)
        values: dict[str, Any] = {}
        reasons, problems = [], []
        for name, said in criticised.items():
            suggestion = self.ask(self._update(name, list(dict.fromkeys(said))))
            if suggestion.problem is not None:
                problems.append(f"{name}: {suggestion.problem}")
            else:
                values |= {k: v for k, v in suggestion.values.items() if k == name}
                reasons.append(suggestion.reasoning)
        if values:
            return Suggestion(values, "\n".join(reasons))
        return Suggestion(problem="; ".join(problems) or "no variable of these runs was criticised")

    # ------------------------------------------------------------------ backward

    def _criticised(self, observation: Observation) -> Mapping[str, list[str]]:
        """Return the criticisms of each variable."""
        graph = observation.slice.graph
        found = self._flow(observation)
        said: dict[int | None, str] = {None: str(observation.feedback)}
        for node in found.calls:
            of_reply = "\n".join(said[source] for source in found.sources[node] if source in said)
            said[node] = self._plain(
                _BACKWARD,
                [
                    Section("Request", fit=partial(_request, graph.nodes[node]["llm"])),
                    Section(
                        "Reply", fit=partial(prompting.cut_end, graph.nodes[node]["llm"]["reply"])
                    ),
                    Section("Criticism of the reply", fit=partial(prompting.cut_end, of_reply)),
                    Section("Purpose of the whole program", self.objective),
                ],
            )
        return {
            name: [said[source] for source in sources if source in said]
            for name, sources in found.variables.items()
        }

    def _plain(self, system: str, sections: Sequence[Section]) -> str:
        """Ask for a text; there is nothing in it to be checked."""
        text = prompting.compose(sections, self.max_tokens - count_tokens(system), self.max_tokens)
        messages = [{"role": "system", "content": system}, {"role": "user", "content": text}]
        answer = self.llm.complete(messages)
        self.log.append(Exchange(tuple(messages), answer.text))
        return prompting.cut_end(answer.text.strip(), self.max_tokens // 4)

    # ------------------------------------------------------------------ update

    def _update(self, name: str, said: Sequence[str]) -> list[dict[str, str]]:
        if len(said) > self.reduce_above:
            said = [
                self._plain(
                    _REDUCE,
                    [Section("Criticisms", fit=partial(prompting.cut_end, "\n\n".join(said)))],
                )
            ]
        parameter = self._named(name)
        system = f"{_UPDATE}\n\n{self.answer_form}"
        sections = [
            Section("Purpose of the whole program", self.objective),
            Section("Variable", prompting.variables([parameter], self.names)),
            Section("Examples", "\n\n".join(self.examples)),
            Section("Criticism", fit=partial(prompting.cut_end, "\n\n".join(said))),
        ]
        earlier = (
            [r for r in self.rounds[-self.momentum :] if name in r.values] if self.momentum else []
        )
        if earlier:
            sections.append(
                Section(
                    "Earlier values",
                    fit=partial(prompting.cut_end, "\n\n".join(map(past, earlier))),
                )
            )
        text = prompting.compose(
            sections, self.prompt_tokens - count_tokens(system), self.max_tokens
        )
        return [{"role": "system", "content": system}, {"role": "user", "content": text}]

    def _flow(self, observation: Observation) -> Flow:
        graph = observation.slice.graph
        return flow(renamed(graph, self._names_in(graph)), frozenset(self.names.values()))


def _request(call: Mapping[str, Any], tokens: int) -> str:
    messages = "\n".join(
        f"{m.get('role', 'user')}: {Style(chars=_MESSAGES_CHARS)(m.get('content'))}"
        for m in call["messages"]
    )
    return prompting.cut_end(messages, tokens)
