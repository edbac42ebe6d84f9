"""Candidates for parameters that are no code: numbers one more or less, other choices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from optimizers.engines.engine import ParameterInfo
from optimizers.engines.repair.candidates import Candidate
from optimizers.engines.repair.kinds import PRIORS, Kind

_SUSPICION = 0.5
"""What ran tells of lines only, so each such parameter is taken to be as suspicious as a line in the middle."""


def value_candidates(parameters: Sequence[ParameterInfo]) -> Iterator[Candidate]:
    """Iterate over other values of numbers and choices; those inside code parameters are changed with the code."""
    codes = [p for p in parameters if p.kind == "code"]
    for parameter in parameters:
        if any(_is_inside(parameter, code) for code in codes):
            continue
        for value, weight in _others(parameter):
            yield Candidate(
                parameter.id,
                value,
                Kind.CONSTANT,
                None,
                _SUSPICION * PRIORS[Kind.CONSTANT] * weight,
            )


def _is_inside(parameter: ParameterInfo, code: ParameterInfo) -> bool:
    if parameter is code or parameter.kind == "code" or parameter.span is None or code.span is None:
        return False
    file, start, end = parameter.span
    outer, first, last = code.span
    return file == outer and first <= start and end <= last


def _others(parameter: ParameterInfo) -> Iterator[tuple[Any, float]]:
    value = parameter.value
    if parameter.choices is not None:
        yield from ((c, 0.8) for c in parameter.choices if c != value)
    elif isinstance(value, bool):
        yield not value, 0.8
    elif isinstance(value, (int, float)):
        near = [
            (value + 1, 1.0),
            (value - 1, 1.0),
            (-value, 0.4),
            (0, 0.4),
            (1, 0.4),
            (value * 10, 0.2),
            (value / 10, 0.1),
        ]
        told = {value}
        for new, weight in near:
            kept = type(value)(new)
            if kept not in told and _is_allowed(kept, parameter.bounds):
                told.add(kept)
                yield kept, weight


def _is_allowed(value: float, bounds: tuple[float, float] | None) -> bool:
    return bounds is None or bounds[0] <= value <= bounds[1]
