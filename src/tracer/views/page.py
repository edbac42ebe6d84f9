"""Lines of one file with what stands beside them, as text."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence

from tracer.project import home_path
from tracer.views.texts import Text
from tracer.views.visits import Place

_WIDEST = 56
"""Notes are aligned at most this far to the right."""


def page(
    text: Text,
    numbers: Sequence[int],
    notes: Mapping[Place, str],
    redact: Callable[[str], str],
    *,
    longest: int = 1 << 30,
    aligned: bool = True,
) -> Iterator[str]:
    """Yield the rows that show these lines (ascending), the headers over them, and where lines are left out."""
    yield shown_path(text.file) + (f" ({text.lost})" if text.lost else "")
    rows = {number: redact(text.line(number)) for number in text.shown(numbers, longest)}
    width = min(_WIDEST, max(map(len, rows.values()), default=0)) if aligned else 0
    before: int | None = None
    for number, code in rows.items():
        cut = _cut(text, before, number)
        if cut:
            yield f"    ⋮  {cut} line{'s' if cut > 1 else ''}"
        note = notes.get((text.file, number), "")
        yield f"{number:>5}  {code:<{width}}  # {note}" if note else f"{number:>5}  {code}"
        before = number


def _cut(text: Text, before: int | None, number: int) -> int:
    """Return how many lines of code are left out between two shown ones."""
    if before is None:
        return 0
    between = range(before + 1, number)
    return len(between) if text.lost else sum(not text.blank(n) for n in between)


def shown_path(file: str) -> str:
    """Return a path relative to the current folder where it is inside, else to the root of its project."""
    try:
        inside = os.path.relpath(file)
    except ValueError:  # another drive
        return home_path(file)
    outside = inside == os.pardir or inside.startswith(os.path.join(os.pardir, ""))
    return home_path(file) if outside else inside
