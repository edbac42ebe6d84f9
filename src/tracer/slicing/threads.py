"""Frames of other threads, put where they ended inside what the recording's own context ran: what they did comes before."""

from __future__ import annotations

from collections.abc import Sequence

from tracer.frames import Activation, Record


def nested(roots: Sequence[Activation], own: Sequence[bool]) -> tuple[list[Activation], list[bool]]:
    """Return the outermost activations, and which are of the recording's own context.

    Those of other threads are inside the activation that ran when they ended, if there was one. The activations given
    are changed.
    """
    hosts = [r for r, mine in zip(roots, own, strict=True) if mine]
    left: list[tuple[Activation, bool]] = []
    for root, mine in zip(roots, own, strict=True):
        end = _last(root)
        host = None if mine else next((h for h in hosts if _first(h) < end < _last(h)), None)
        if host is None:
            left.append((root, mine))
        else:
            _insert(host, root, end)
    return [root for root, _ in left], [mine for _, mine in left]


def _insert(host: Activation, guest: Activation, end: int) -> None:
    """Put an activation into the innermost one that ran at a position, before what came later."""
    while True:
        inside = next(
            (e for e in host.entries if isinstance(e, Activation) and _first(e) < end < _last(e)),
            None,
        )
        if inside is None:
            break
        host = inside
    place = next(
        (n for n, e in enumerate(host.entries) if _first(e) > end),
        len(host.entries),
    )
    host.entries.insert(place, guest)


def _first(entry: Record | Activation) -> int:
    while isinstance(entry, Activation):
        if not entry.entries:
            return -1
        entry = entry.entries[0]
    return entry.position


def _last(entry: Record | Activation) -> int:
    while isinstance(entry, Activation):
        if not entry.entries:
            return -1
        entry = entry.entries[-1]
    return entry.position
