"""Lights that follow the traffic, by the principles of SCATS (Sims and Dobinson, 1980), in our own few lines.

After each cycle the degree of saturation of both phases is measured: vehicles let through, of those that the green time
could have let through. The cycle grows or shrinks towards a saturation of 0.9; its parts move towards equal saturation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from worlds.junction import LONGEST, SATURATION, SHORTEST

WANTED = 0.9
"""Of what could pass."""

_CYCLE_STEP = 6.0
"""Seconds by which a cycle changes, at most."""

_PART_STEP = 0.04
"""Of the cycle, by which a part of it changes, at most."""


def follow(greens: Sequence[float], passed: Mapping[str, float]) -> list[float]:
    """Return the green times of the next cycle, for east and west, and for north and south."""
    busiest = max(passed["E"], passed["W"]), max(passed["N"], passed["S"])
    saturation = [p / (SATURATION * g) for p, g in zip(busiest, greens, strict=True)]
    cycle = sum(greens)
    grows = min(max((max(saturation) - WANTED) * cycle, -_CYCLE_STEP), _CYCLE_STEP)
    part = greens[0] / cycle
    wanted = busiest[0] / (sum(busiest) or 1.0)
    part += min(max(wanted - part, -_PART_STEP), _PART_STEP)
    cycle += grows
    return [min(max(g, SHORTEST), LONGEST) for g in (part * cycle, (1 - part) * cycle)]
