"""The few lines that end a run: how much was recorded, and what was not."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tracer.cli.words import number, one_line

if TYPE_CHECKING:
    from rewriters.sites import SiteTable
    from tracer.modules import Module
    from tracer.recording import Recording

_SHOWN = 3
"""So many of a kind are named, the others counted."""


def summary(run: Recording, left_plain: Mapping[str, Exception]) -> Iterator[str]:
    """Yield the lines."""
    from tracer.reading import window

    entered: set[tuple[Module, int]] = set()
    for record in window(run._tape, run._start, run._last, run._lane):
        entered.add((record.module, record.template.function))
    modules = sorted({module for module, _ in entered}, key=lambda m: m.sites.file)
    functions = sum(m.sites.rows[f][0] != "Module" for m, f in entered)
    yield (
        f"{number(len(run), 'event')} of {number(functions, 'function')} "
        f"in {number(len(modules), 'file')}"
    )
    if run.stopped:
        yield f"recording ended early: {run.stopped}"
    yield from _few("opaque", [line for m in modules for line in _opaque(m.sites)])
    yield from _few("not recorded", [f"{shown(f)}: {one_line(e)}" for f, e in left_plain.items()])
    yield from _marks(modules)


def _opaque(sites: SiteTable) -> Iterator[str]:
    for site, reason in sites.opaque:
        yield f"{shown(sites.file)}:{sites.rows[site][4]}: {reason}"


def _few(title: str, lines: list[str]) -> Iterator[str]:
    for line in lines[:_SHOWN]:
        yield f"{title}: {line}"
    if len(lines) > _SHOWN:
        yield f"{title}: {len(lines) - _SHOWN} more"


def _marks(modules: list[Module]) -> Iterator[str]:
    """Yield how many comment marks there are, and each that is malformed."""
    marked = [m for m in modules if m.sites.marks]
    if not marked:
        return
    from rewriters.comments import comment_marks

    count, malformed = 0, []
    for module in marked:
        good, bad = comment_marks(module.sites)
        count += len(good)
        malformed += [f"{shown(module.sites.file)}:{line}: {problem}" for line, problem in bad]
    yield number(count, "trainable comment")
    yield from malformed


def shown(file: str) -> str:
    """Return a path as users write it: relative if it is below the current folder."""
    try:
        relative = os.path.relpath(file)
    except (ValueError, OSError):
        return file
    return file if relative.startswith(os.pardir) else relative
