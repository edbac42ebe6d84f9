"""What the main process and its workers tell each other: JSON, one message a line, never pickles."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from optimizers.engines.engine import JSONValue, Rollout
from optimizers.ledger import Bill
from rewriters.editing.literals import same
from tracer.errors import InvalidUpdate
from tracer.trainables.kinds import Kind
from tracer.trainables.parameter import Parameter

Wire = Mapping[str, JSONValue]
"""A candidate's values as they travel, by parameter id."""

_PLAIN = (str, int, float, bool, type(None))


@dataclass(frozen=True, slots=True)
class Job:
    """One candidate on some examples, in order.

    `seed`: of the random numbers that the program draws. `seconds`: a limit for each evaluation, below the user's.
    """

    values: Wire
    examples: tuple[str, ...]
    probe: str | None = None
    seed: int = 0
    seconds: float | None = None

    def text(self) -> str:
        """Return it as JSON."""
        return json.dumps([self.values, self.examples, self.probe, self.seed, self.seconds])

    @classmethod
    def read(cls, text: str | bytes) -> Job:
        """Read what `text` wrote."""
        values, examples, probe, seed, seconds = json.loads(text)
        return cls(values, tuple(examples), probe, seed, seconds)


@dataclass(frozen=True, slots=True)
class Finished:
    """A rollout, and what the program paid for models in it."""

    rollout: Rollout
    bills: tuple[Bill, ...] = ()

    def text(self) -> str:
        """Return it as JSON. Raises TypeError where a probe found what JSON cannot hold."""
        return json.dumps([asdict(self.rollout), [asdict(b) for b in self.bills]])

    @classmethod
    def read(cls, text: str | bytes) -> Finished:
        """Read what `text` wrote. Raises ValueError or TypeError for anything else."""
        rollout, bills = json.loads(text)
        return cls(Rollout(**rollout), tuple(Bill(**b) for b in bills))


def failed(example: str, kind: str, text: str, seconds: float = 0.0) -> Finished:
    """Return the rollout of a candidate that did not come to a score."""
    return Finished(Rollout(example, None, text, kind, seconds))


def encoded(parameter: Parameter, value: Any) -> JSONValue:
    """Return a value as it travels. Raises InvalidUpdate for one that cannot."""
    if parameter.kind is Kind.CHOICE:
        for number, choice in enumerate(parameter.choices or ()):
            if same(choice, value):
                return {"choice": number}
        raise InvalidUpdate(f"{value!r:.60} is none of the choices of {parameter.id}")
    if type(value) in _PLAIN:
        plain: JSONValue = value
        return plain
    text = repr(value)
    if not same(_literal(text), value):
        raise InvalidUpdate(
            f"{parameter.id}: {text:.60} is no literal, so it cannot be given to a worker; isolation='none' tries it here"
        )
    return {"literal": text}


def decoded(parameter: Parameter, wire: JSONValue) -> Any:
    """Return the value that `encoded` was given."""
    if not isinstance(wire, Mapping):
        return wire
    if "choice" in wire:
        return (parameter.choices or ())[int(str(wire["choice"]))]
    return _literal(str(wire["literal"]))


def _literal(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def digest(values: Wire) -> str:
    """Return what a candidate is known by: equal values, equal digests."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]


def chunks(examples: Sequence[str], size: int) -> list[tuple[str, ...]]:
    """Cut examples into parts of at most `size`."""
    return [tuple(examples[i : i + size]) for i in range(0, len(examples), size)]
