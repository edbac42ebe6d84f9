"""What must be reached, by figure and interpreter."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MEAN, WORST, BYTES = "geometric mean", "worst", "bytes an expression"

TAPE_BYTES = 8.0

_ON = {(3, 11): (2.7, 4.0), (3, 12): (2.9, 4.8), (3, 13): (2.9, 4.8)}
_HOOK = {(3, 11): (1.10, 1.30), (3, 12): (1.10, 1.30), (3, 13): (1.15, 1.45)}
_OTHER = {(3, 11): (1.20, 1.65), (3, 12): (1.20, 1.65), (3, 13): (1.25, 1.95)}
_BEFORE = {(3, 11): (1.02,), (3, 12): (1.02,), (3, 13): (1.02,)}
_AFTER = {(3, 11): (1.02,), (3, 12): (1.02,), (3, 13): (1.05, 1.25)}
_RATIOS: Mapping[str, Mapping[tuple[int, int], tuple[float, ...]]] = {
    "recording": _ON,
    "hook, off before any recording": _HOOK,
    "hook, off after one": _HOOK,
    "hook, other context": _OTHER,
    "@trace before first recording": _BEFORE,
    "@trace after one": _AFTER,
}

SHAPES: Mapping[str, float] = {
    "caught exception": 5.0,
    "unwinding one frame": 8.0,
    "generator turn": 4.2,
    "await": 4.2,
    's += "ab"': 2.5,
}
"""While recording."""


def ratios(figure: str, version: tuple[int, int]) -> dict[str, float]:
    """Return how high a ratio may be over the workloads: its geometric mean, and its worst where that has a limit."""
    known = _RATIOS.get(figure, {}).get(version, ())
    return dict(zip((MEAN, WORST), known, strict=False))


COLD = 0.5
"""CPU seconds for 1000 lines."""

WARM = 1.0
"""Milliseconds more than plain for 1000 lines."""

TRACED_IMPORT = 1.10
"""Over the import of the same module without decorators."""

IMPORT = 50.0
"""Milliseconds of `import tracer`, over a bare interpreter."""

SLICES: Mapping[str, float] = {
    "index": 5.0,
    "slice": 40.0,
    "relevant": 40.0,
    "bytes": 16.0,
    "growth": 2.0,
}
"""Over recording the same run, or one event of it."""

LONG_CHAIN, SLICE_OF_BACKWARD, REPORT_TOKENS = 5_000, 0.01, 4_000
"""From this many operations on, a slice takes at most this share of Trace's `backward`; tokens of any report."""

START = 150.0
"""Milliseconds of CPU that `python -m tracer run` on an empty script takes more than `python`, all cached."""

PACKAGE_START = 1.3
"""Over plain, the start of a package of 5000 lines, without what any script takes more."""

WHY_SUITES = 4.0
"""The tests of foreign suites under `pytest --why`, over plain: geometric mean."""

STEPS: Mapping[str, float] = {"step": 50.0}
"""Milliseconds of CPU of a step of an optimizer, all but its model."""

OPTIMIZERS = 60.0
"""Milliseconds of `import optimizers`, over a bare interpreter."""

MARK: Mapping[str, float] = {"over an empty call": 8.0}
"""Of `trainable(1)` in code that is not recorded."""

CANDIDATE = 20.0
"""Milliseconds of CPU from a new body of 50 lines to its first result, and back."""

EVALUATIONS: Mapping[str, Mapping[str, float]] = {
    "fork": {"two over one": 0.59, "ms beside its work": 30.0},
    "reuse": {"two over one": 0.59, "ms beside its work": 5.0},
}
"""Of two workers, the time that they need over that of one, examples taking 50 ms: 1.7 times as many evaluations."""
