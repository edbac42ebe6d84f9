"""The richest of several renderings that fits a budget of tokens."""

from __future__ import annotations

from collections.abc import Callable

Count = Callable[[str], int]


def richest(render: Callable[[int], str], levels: int, max_tokens: int, count: Count) -> str | None:
    """Return `render(level)` for the highest of `levels` levels that fits, or None where level 0 does not.

    Levels are assumed to grow with their number; about log2(levels) of them are rendered and counted, and what is
    returned was counted itself.
    """
    best = render(0)
    if count(best) > max_tokens:
        return None
    low, high = 0, levels
    while high - low > 1:
        middle = (low + high) // 2
        text = render(middle)
        if count(text) <= max_tokens:
            low, best = middle, text
        else:
            high = middle
    return best
