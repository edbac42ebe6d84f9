"""What an optimizer saw, and what it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from optimizers.ledger import Spent
from tracer.feedback import Feedback

if TYPE_CHECKING:
    import networkx as nx

    from tracer.trainables.parameter import Parameter


class Explained(Protocol):
    """What of a slice optimizers read."""

    @property
    def graph(self) -> nx.DiGraph[int]:
        """Its expressions, as `Slice.graph` has them."""

    def report(self, max_tokens: int = ..., *, names: Mapping[str, str] | None = ...) -> str:
        """Return a text of at most so many tokens. `names`: what parameters are called, by id."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One run, as far as it led to what was judged, and the judgement."""

    slice: Explained
    feedback: Feedback


@dataclass(frozen=True, slots=True)
class Suggestion:
    """New values by the names of `Optimizer.names` or by id, unchecked: text, or JSON values. `problem`: why there are none."""

    values: Mapping[str, Any] = field(default_factory=dict)
    reasoning: str = ""
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what was suggested, what of it was adopted, and what was not and why.

    `skipped`: why nothing was tried, or None. `usage`: what the step cost.
    """

    suggestion: Mapping[str, Any] = field(default_factory=dict)
    applied: Mapping[Parameter, Any] = field(default_factory=dict)
    rejected: Mapping[str, str] = field(default_factory=dict)
    skipped: str | None = None
    reasoning: str = ""
    usage: Spent = field(default_factory=Spent)


@dataclass(frozen=True, slots=True)
class Round:
    """A past step, for the prompts of later ones: the values that were tried, what was said of them, what was refused."""

    values: Mapping[str, Any]
    feedback: str
    score: float | None
    rejected: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A prompt and the reply to it, as the log keeps them."""

    messages: tuple[Mapping[str, Any], ...]
    reply: str
    problem: str | None = None
