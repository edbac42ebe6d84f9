"""What mutable containers held when a recording was closed: the program may change them afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

MAX_ITEMS = 1_000_000
"""A longer tape is not searched: 25 ns an item would be as much as recording it."""

MAX_LENGTH = 10_000
"""A longer container is not copied."""

MAX_TOTAL = 10_000_000
"""Elements copied in all."""

_CONTAINERS = frozenset({list, dict, set, bytearray})
Snapshot = list[Any] | dict[Any, Any] | set[Any] | bytearray


def snapshots(items: Sequence[Any]) -> dict[int, Snapshot]:
    """Return one-level copies of the exact builtin containers on a tape, by their identity.

    Copying them runs no code of the user's. The tape keeps the originals alive, so that identities stay theirs.
    """
    if len(items) > MAX_ITEMS:
        return {}
    found: dict[int, Snapshot] = {id(v): v for v in items if type(v) in _CONTAINERS}
    copies: dict[int, Snapshot] = {}
    total = 0
    for identity, container in found.items():
        total += len(container)
        if total > MAX_TOTAL:
            break
        if len(container) <= MAX_LENGTH:
            copies[identity] = container.copy()
    return copies
