"""What all optimizers share: collecting feedback, asking within a budget, adopting what passes the checks."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from optimizers import prompting
from optimizers.accounts import counting
from optimizers.conversion import convert
from optimizers.errors import BudgetExceeded, ModelError
from optimizers.ledger import Budget, Ledger, Spent
from optimizers.lengthening import room
from optimizers.llm.client import LLM, as_llm
from optimizers.naming import names_in
from optimizers.replies import parse
from optimizers.schemas import response_format
from optimizers.steps import Exchange, Observation, Round, Step, Suggestion
from optimizers.targets import observation
from tracer.errors import InvalidUpdate, TracerError
from tracer.feedback import Feedback
from tracer.naming import shown_names
from tracer.trainables.checking import checked
from tracer.trainables.finding import parameters
from tracer.trainables.parameter import Parameter
from tracer.views.tokens import count_tokens

if TYPE_CHECKING:
    import networkx as nx

OBJECTIVE = (
    "Change the values of the variables so that the output improves according to the feedback."
)

_AGAIN_TOKENS = 200
"""Of the largest prompt: kept for the question that follows a reply which cannot be used."""

_AGAIN = "Your reply could not be used: {problem}. Give the whole answer again, in the form that was asked for."


class Optimizer(ABC):
    """Changes parameters by what is said of runs. A new optimizer writes `suggest`.

    `trained`: parameters, or what `tracer.parameters` takes. `llm`: a model's name, a function from messages to text, or
    an LLM. `budget`: what all steps together may spend. `max_tokens`: of one prompt. `memory`: past rounds that prompts
    show. `isolation="none"` is the consent to run code that a model wrote in this process; with parameters of kind code
    it has to be given. `problem`: why the last proposal came to nothing, or "".
    """

    def __init__(  # noqa: PLR0913  # all but the first are keywords
        self,
        trained: Iterable[Parameter] | Any,
        *,
        llm: LLM | str | Callable[..., Any] | None = None,
        objective: str = OBJECTIVE,
        budget: Budget | None = None,
        isolation: Literal["none"] | None = None,
        max_tokens: int = 8000,
        memory: int = 5,
    ) -> None:
        self.parameters: list[Parameter] = parameters(trained)
        code = [p.name for p in self.parameters if p.kind == "code"]
        if code and isolation != "none":
            raise TracerError(
                f"{', '.join(code)}: setting code runs what a model wrote in this process. Pass isolation='none' to "
                "consent, leave the code out of the parameters, or try it in worker processes with `optimize`."
            )
        self.llm, self.objective = as_llm(llm), objective
        self.ledger = Ledger(budget)
        self.max_tokens, self.memory = max_tokens, memory
        self.rounds: list[Round] = []
        self.log: list[Exchange] = []
        self._pending: list[Observation] = []
        self.problem = ""

    # ------------------------------------------------------------------ what a new optimizer writes

    @abstractmethod
    def suggest(self, observations: Sequence[Observation]) -> Suggestion:
        """Return new values for some parameters, from the runs and what was said of them. `ask` asks the model."""

    # ------------------------------------------------------------------ feedback

    def zero_feedback(self) -> None:
        """Forget the feedback that has not been used yet."""
        self._pending.clear()

    def backward(self, target: Any, feedback: Feedback | str | float | None = None) -> None:
        """Add a run (or a value or exception that traced code gave) and what is said of it.

        `target` may be a list of such pairs: a minibatch.
        """
        pairs = [(target, feedback)]
        if feedback is None and isinstance(target, (list, tuple)):
            pairs = list(target)
        self.observe(observation(run, said) for run, said in pairs)

    def observe(self, observations: Iterable[Observation]) -> None:
        """Add runs of which slices are there already."""
        self._pending += observations

    # ------------------------------------------------------------------ steps

    def step(self) -> Step:
        """Ask for new values, and set those that pass the checks of their parameters.

        Past the budget nothing is asked, and `Step.skipped` says so; a model that cannot be asked, or whose reply cannot
        be used, costs this step only.
        """
        before = self.ledger.spent("optimizer")
        suggestion = self._suggestion()
        current = self.current()
        applied, rejected = self.meant(suggestion)
        for parameter, value in applied.items():
            parameter.set(value)
        self._remember(current, rejected)
        return Step(
            suggestion.values,
            applied,
            rejected,
            suggestion.problem,
            suggestion.reasoning,
            _difference(before, self.ledger.spent("optimizer")),
        )

    def meant(self, suggestion: Suggestion) -> tuple[dict[Parameter, Any], dict[str, str]]:
        """Return the values that a suggestion means, and by name why others may not be had; nothing is set."""
        values: dict[Parameter, Any] = {}
        rejected: dict[str, str] = {}
        for name, suggested in suggestion.values.items():
            try:
                parameter = self._named(name)
                values[parameter] = checked(parameter, convert(parameter, suggested))
            except (ValueError, InvalidUpdate) as error:
                rejected[name] = str(error)
        return values, rejected

    def propose(self, n: int = 1) -> list[Suggestion]:
        """Return up to `n` suggestions and adopt none; fewer where the budget ends."""
        found = []
        for _ in range(n):
            suggestion = self._suggestion()
            self.problem = suggestion.problem or ""
            if self.problem:
                break
            found.append(suggestion)
        return found

    async def astep(self) -> Step:
        """`step`, without blocking the event loop."""
        return await asyncio.to_thread(self.step)

    async def apropose(self, n: int = 1) -> list[Suggestion]:
        """`propose`, without blocking the event loop."""
        return await asyncio.to_thread(self.propose, n)

    def ask(self, messages: Sequence[Mapping[str, Any]], **options: Any) -> Suggestion:
        """Ask the model; a reply that cannot be read is asked for once more, with what was wrong.

        One that was cut at its limit of tokens may then be twice as long. Raises BudgetExceeded or ModelError.
        """
        asked = list(messages)
        suggestion = Suggestion(problem="nothing was asked")
        for _ in range(2):
            answer = self.llm.complete(asked, **self._form(), **options)
            reply = parse(answer.text, cut=answer.cut)
            self.log.append(Exchange(tuple(asked), answer.text, reply.problem))
            suggestion = Suggestion(reply.suggestion, reply.reasoning, reply.problem)
            if reply.problem is None:
                break
            asked = [*messages, *self._again(messages, answer.text, reply.problem)]
            if answer.cut:
                longer = room(self.llm, options, answer, asked)
                suggestion = replace(suggestion, problem=f"{reply.problem}: {longer.advice}")
                if longer.options is None:
                    break
                options |= longer.options
        return suggestion

    @property
    def answer_form(self) -> str:
        """What a prompt says of the form of its answer: tags, or JSON where the model keeps to a schema."""
        return prompting.JSON_ANSWER if self.llm.has_schema else prompting.ANSWER

    def _form(self) -> dict[str, Any]:
        if not self.llm.has_schema:
            return {}
        return {"response_format": response_format(self.parameters, self.names)}

    @property
    def names(self) -> dict[str, str]:
        """What prompts and replies call each parameter, by id: its name, with its function where names are shared."""
        return shown_names(self.parameters)

    def current(self) -> dict[str, Any]:
        """Return the values in this context, by these names."""
        names = self.names
        return {names[p.id]: p.value for p in self.parameters}

    @property
    def prompt_tokens(self) -> int:
        """How many tokens the first messages of a step may have: the rest is for asking again."""
        return self.max_tokens - _AGAIN_TOKENS

    def _again(
        self, messages: Sequence[Mapping[str, Any]], reply: str, problem: str
    ) -> list[dict[str, str]]:
        """Return the messages that show a reply, as far as there is room, and say what was wrong with it."""
        question = prompting.cut_end(_AGAIN.format(problem=problem), _AGAIN_TOKENS // 2)
        used = sum(count_tokens(str(m["content"])) for m in [*messages, {"content": question}])
        shown = prompting.cut_end(reply[:2000], self.max_tokens - used) or "(left out)"
        return [{"role": "assistant", "content": shown}, {"role": "user", "content": question}]

    # ------------------------------------------------------------------ state

    def state_dict(self) -> dict[str, Any]:
        """Return what another optimizer of this class needs to go on: values by id and past rounds, as JSON values."""
        return {
            "values": {p.id: p.value for p in self.parameters},
            "rounds": [
                {
                    "values": dict(r.values),
                    "feedback": r.feedback,
                    "score": r.score,
                    "rejected": dict(r.rejected),
                }
                for r in self.rounds
            ],
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from a state: set the values and take over the rounds. Raises InvalidUpdate for values that do not fit."""
        known = {p.id: p for p in self.parameters}
        for ident, value in state["values"].items():
            if ident in known:
                known[ident].set(value)
        self.rounds = [Round(**row) for row in state["rounds"]]

    # ------------------------------------------------------------------ parts

    def _suggestion(self) -> Suggestion:
        if not self._pending:
            return Suggestion(problem="there is no feedback: call backward first")
        exhausted = self.ledger.exhausted()
        if exhausted is not None:
            return Suggestion(problem=f"the budget is used up ({exhausted})")
        try:
            with counting(self.ledger, "optimizer"):
                return self.suggest(self._pending)
        except (BudgetExceeded, ModelError) as error:
            return Suggestion(problem=str(error))

    def _named(self, name: str) -> Parameter:
        names = self.names
        for parameter in self.parameters:
            if name in {names[parameter.id], parameter.id}:
                return parameter
        shared = [names[p.id] for p in self.parameters if p.name == name]
        if shared:
            raise ValueError(f"{name!r:.80} is several variables: {', '.join(shared)}")
        raise ValueError(
            f"there is no variable {name!r:.80}; there are: {', '.join(names.values())}"
        )

    def _names_in(self, graph: nx.DiGraph[int]) -> dict[str, str]:
        """Return what the parameters of a slice are called, by id."""
        return names_in(graph.graph.get("parameters", {}).values(), self.parameters, self.names)

    def _remember(self, values: Mapping[str, Any], rejected: Mapping[str, str]) -> None:
        if not self._pending:
            return
        said = [o.feedback for o in self._pending]
        scores = [f.score for f in said if f.score is not None]
        self.rounds.append(
            Round(
                values,
                "\n".join(map(str, said)),
                sum(scores) / len(scores) if scores else None,
                rejected,
            )
        )


def _difference(before: Spent, after: Spent) -> Spent:
    return Spent(
        **{
            name: getattr(after, name) - getattr(before, name)
            for name in ("calls", "cached", "tokens", "usd", "unpriced", "seconds", "evaluations")
        }
    )
