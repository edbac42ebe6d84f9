"""Numbers that users give, checked before anything is begun."""

from __future__ import annotations

import os

from optimizers.errors import InvalidOption


def workers_of(given: object) -> int:
    """Return how many processes are meant: None is one for each core. Raises InvalidOption."""
    if given is None:
        return os.cpu_count() or 1
    if not isinstance(given, int) or given < 1:
        raise InvalidOption(
            f"workers={given!r}: a number of processes is 1 or more, or None for one for each core"
        )
    return given


def seed_of(given: object) -> int:
    """Return the seed. Raises InvalidOption for what is no whole number."""
    if not isinstance(given, int):
        raise InvalidOption(f"seed={given!r}: a seed is a whole number")
    return given
