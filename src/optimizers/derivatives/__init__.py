"""Reverse-mode derivatives of what recorded code computed, by its float parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from optimizers.derivatives.computation import Computation, Node
from optimizers.derivatives.owners import Owners
from optimizers.derivatives.rules import is_finite
from tracer.computing import Computing
from tracer.errors import TracerError
from tracer.feedback import Feedback
from tracer.recent import holding
from tracer.recording import Recording
from tracer.trainables.finding import parameters as found_parameters
from tracer.trainables.parameter import Parameter

__all__ = ["Derivatives", "Stop", "derivatives"]


@dataclass(frozen=True, slots=True)
class Stop:
    """A place that a derivative does not pass although what it gives depends on a parameter."""

    file: str
    line: int
    code: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: `{self.code:.80}`: {self.reason}"


@dataclass(frozen=True, slots=True)
class Derivatives:
    """The derivatives of `value` by each parameter: 0.0 where it does not change it, or only by jumps.

    `stops`: where parts of them are missing, because a derivative is not known.
    """

    value: float
    by: Mapping[Parameter, float]
    stops: tuple[Stop, ...] = ()

    def __getitem__(self, parameter: Parameter) -> float:
        return self.by[parameter]


def derivatives(
    target: Recording | float | Feedback,
    trained: Iterable[Parameter] | Any = None,
    *,
    run: Recording | None = None,
) -> Derivatives:
    """Return the derivatives of a float that recorded code computed by the float parameters that it was made from.

    `target`: a recording, whose output is meant, or such a float (of a Feedback its score); `run`: the recording it is
    from, where several could be meant. `trained`: the parameters, or what `tracer.parameters` takes; else all of the
    recorded files. Those that hold no float are left out.

    The path that was taken is differentiated: at comparisons, `abs`, `min`, `max` and rounding a derivative is one-sided
    or 0. Takes time in the length of the computation, after the recording is indexed. Raises TracerError where the value
    is no float that the recording holds.
    """
    value, run = _told(target, run)
    computing = Computing(run)
    asked = _asked(run if trained is None else trained)
    owners = Owners(computing, asked)
    computation = Computation(computing, owners, value)
    if computation.result.event < 0:
        raise TracerError(
            f"the recording does not say how {value!r} was computed: is the function that computes it traced?"
        )
    stops = _mark_dependent(computation, computing, owners)
    stops += _backward(computation, computing)
    by = {p: 0.0 for p in asked if type(p.known_value()) is float}
    for node in computation.nodes:
        if node.parameter is not None:
            by[node.parameter] = by.get(node.parameter, 0.0) + float(node.adjoint)
    return Derivatives(float(value), by, tuple(dict.fromkeys(stops)))


def _told(target: Any, run: Recording | None) -> tuple[Any, Recording]:
    if isinstance(target, Recording):
        target, run = target.output, target
    value = target.score if isinstance(target, Feedback) else target
    if not isinstance(value, float):
        raise TracerError(
            f"derivatives are of floats, not of {type(value).__name__} {value!r:.60}: return a float from traced code"
        )
    return value, holding(value) if run is None else run


def _asked(trained: Any) -> list[Parameter]:
    if isinstance(trained, (list, tuple)) and all(isinstance(p, Parameter) for p in trained):
        return list(trained)
    return found_parameters(trained)


def _mark_dependent(computation: Computation, computing: Computing, owners: Owners) -> list[Stop]:
    """Mark the nodes that parameters reach; return where they come to code of which no derivative is known."""
    for node in computation.nodes:
        node.depends = node.parameter is not None or any(used.depends for used, _ in node.used)
    unknown = [n for n in computation.nodes if n.problem is not None]
    if not unknown:
        return []
    ends = [e for n in unknown for e in (n.event, *n.written)]
    reached = computing.ways.reaching(ends, lambda e: owners.at(e) is not None)
    return [
        _stop(computing, n, n.problem)
        for n in unknown
        if n.problem is not None and (n.depends or not reached.isdisjoint((n.event, *n.written)))
    ]


def _backward(computation: Computation, computing: Computing) -> list[Stop]:
    """From the result to the parameters, latest first: each node has all of its derivative when its turn comes."""
    stops: list[Stop] = []
    computation.result.adjoint = 1.0
    for node in reversed(computation.nodes):
        for used, pull in node.used:
            if used.depends:
                try:
                    part = pull(node.adjoint)
                except (ArithmeticError, ValueError):
                    part = None
                if part is None or not is_finite(part):
                    stops.append(_stop(computing, node, "it has no finite derivative there"))
                else:
                    used.adjoint = used.adjoint + part
    return stops


def _stop(computing: Computing, node: Node, reason: str) -> Stop:
    file, line, *_ = computing.operations.place(node.event)
    return Stop(file, line, " ".join(computing.operations.code(node.event).split()), reason)
