"""What an engine is: it decides what to try."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, runtime_checkable

if TYPE_CHECKING:
    from optimizers.llm.client import LLM
    from tracer.trainables.parameter import Parameter

JSONValue: TypeAlias = (
    "bool | int | float | str | Sequence[JSONValue] | Mapping[str, JSONValue] | None"
)

Values = Mapping[str, Any]
"""By parameter id, a value, or source text for code: what `overlay` takes. Of a choice one of its `choices`; else what
JSON can hold, or a Python literal where the parameter's own value is one."""


_LONGEST = 300


@dataclass(frozen=True, slots=True)
class ParameterInfo:
    """What an engine knows of a parameter.

    `kind`: `text`, `number`, `choice`, `code` or `value`. `whole`: a number that stays an int. `source`: the text of its
    span, of code the whole definition. `span`: file, start and end (line from 1, column in bytes from 0); None where it
    has no source. `constraint` is None where it is no text.
    """

    id: str
    name: str
    kind: str
    value: Any
    source: str = ""
    bounds: tuple[float, float] | None = None
    choices: tuple[Any, ...] | None = None
    description: str | None = None
    constraint: str | None = None
    span: tuple[str, tuple[int, int], tuple[int, int]] | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing to evaluate.

    `values`: changes only; {} is the program as it is. `examples`: ids; None is all training examples. `probe`:
    `module:function`, called in the worker after a recorded rollout of each example with
    `(run, score_value, parameters)`: the `tracer.Recording`, what the objective returned (None where the rollout
    failed), and the `tracer` parameters; what it returns is `Rollout.found`. One whose attribute
    `of_target` is true is given the recording of the target alone. Without a probe nothing is recorded.
    `seconds`: a limit for each of its evaluations, where that is below the user's.
    """

    values: Values
    examples: tuple[str, ...] | None = None
    probe: str | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Rollout:
    """One candidate on one example.

    `score`: None where it failed (raised, timed out, died). `text`: feedback. `error`: the kind of failure, "" where it
    ended normally. `seconds`: how long it took. `found`: what the probe returned.
    """

    example: str
    score: float | None
    text: str = ""
    error: str = ""
    seconds: float = 0.0
    found: JSONValue = None


def reason(rollout: Rollout) -> str:
    """Return why a rollout failed, in a line of at most 300 characters."""
    line = " ".join(rollout.text.split()) or rollout.error or "no reason is known"
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def mean_score(rollouts: Sequence[Rollout]) -> float | None:
    """Return the mean score; None where a rollout failed, or there is none."""
    scores = [r.score for r in rollouts if r.score is not None]
    return fmean(scores) if scores and len(scores) == len(rollouts) else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A trial and what came of it, one rollout for each of its examples, in their order."""

    trial: Trial
    rollouts: tuple[Rollout, ...]

    @property
    def score(self) -> float | None:
        """The mean score; None where a rollout failed, or there is none."""
        return mean_score(self.rollouts)


@dataclass(frozen=True, slots=True)
class Model:
    """A language model that engines may ask. `objective`: what it is told to reach; `parameters`: those of the program."""

    llm: LLM
    parameters: Sequence[Parameter]
    objective: str


@dataclass(frozen=True, slots=True)
class Task:
    """What an engine is given. `examples`: the ids of the training examples. `evaluations`: left in the budget.

    `model`: None where none may be asked. `perfect`: the score that no example can exceed, None where none is known.
    """

    parameters: tuple[ParameterInfo, ...]
    examples: tuple[str, ...]
    seed: int
    evaluations: int | None = None
    model: Model | None = None
    perfect: float | None = None


class Engine(Protocol):
    """Proposes trials and is told what came of them; deterministic from the task. It knows nothing of processes."""

    @property
    def name(self) -> str:
        """What users call it."""

    def propose(self) -> Sequence[Trial]:
        """Return one generation of trials, of fixed size whatever the number of workers; empty: nothing more to try."""

    def tell(self, outcomes: Sequence[Outcome]) -> None:
        """Take what came of the last generation, in the order proposed.

        At the end of the budget the last ones may be missing.
        """


@runtime_checkable
class Notes(Protocol):
    """An engine that has something to say to the user at the end, such as what it could not do."""

    def notes(self) -> Sequence[str]:
        """Return one line each."""


@runtime_checkable
class Preferring(Protocol):
    """An engine that has a reason to believe one of several candidates that are equally good on all examples."""

    def preferred(self) -> Sequence[Values]:
        """Return them, the best first."""

    def discarded(self) -> Sequence[Values]:
        """Return candidates that are not to be kept, whatever their score."""
