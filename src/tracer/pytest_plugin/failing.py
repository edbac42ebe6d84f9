"""What to explain of a failure: the exception, and where that tells too little the names on its line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tracer.errors import CriterionNotFound
from tracer.modules import Module, all_modules
from tracer.points import Point
from tracer.pytest_plugin.narrowing import narrowed

if TYPE_CHECKING:
    import networkx as nx

    from tracer.recording import Recording

Line = tuple[Module, int]
"""A line of a recorded module."""


def failure_graph(run: Recording, error: BaseException) -> nx.DiGraph:
    """Return what is told of a failure. Raises CriterionNotFound where no recorded line raised it.

    It is a part of its slice. Where it is not recorded which expression raised, the names that the line loads stand for
    it. And what `pytest.raises` waited for in vain is explained by the names of its block.
    """
    for module, line in _lines(error):
        block = _block_of_raises(module, line) if isinstance(error, pytest.fail.Exception) else None
        criteria: list[object] = [error] if block is None else [error, *_known(run, module, block)]
        try:
            return _graph(run, criteria)
        except CriterionNotFound:
            points = _known(run, module, range(line, line + 1))
            if points:
                return _graph(run, points)
    return _graph(run, [error])


def _graph(run: Recording, criteria: list[object]) -> nx.DiGraph:
    full = run.slice(*criteria).graph
    return narrowed(full, run.slice(*criteria, potential=False).graph)


def _lines(error: BaseException) -> Iterator[Line]:
    """Iterate over the recorded lines that an exception passed, innermost first."""
    modules = {os.path.abspath(m.rewritten.path): m for m in all_modules()}
    found: list[Line] = []
    traceback = error.__traceback__
    while traceback is not None:
        module = modules.get(os.path.abspath(traceback.tb_frame.f_code.co_filename))
        if module is not None:
            found.append((module, traceback.tb_lineno))
        traceback = traceback.tb_next
    return reversed(found)


def _known(run: Recording, module: Module, lines: range) -> list[object]:
    """Return the points of the names that these lines load, as far as they were recorded."""
    names = {(r[4], r[3]) for r in module.sites.rows if r[0] == "Name" and r[8] and r[4] in lines}
    points = [Point(module.rewritten.path, line, name) for line, name in sorted(names) if name]
    return [point for point in points if _is_known(run, point)]


def _is_known(run: Recording, point: Point) -> bool:
    try:
        run.slice(point, control=False, potential=False)
    except CriterionNotFound:
        return False
    return True


def _block_of_raises(module: Module, line: int) -> range | None:
    """Return the lines inside the `with` statement that begins on a line."""
    for row in module.sites.rows:
        if row[0] == "With" and row[4] == line:
            return range(line + 1, row[6] + 1)
    return None
