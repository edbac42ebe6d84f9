"""The source that a slice's lines are shown from."""

from __future__ import annotations

import linecache
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rewriters.spans import split_lines
from tracer.views.annotations import is_statement, shortened
from tracer.views.blocks import Blocks
from tracer.views.visits import Place, Visit

if TYPE_CHECKING:
    import networkx as nx


class Text:
    """One file of a slice. `lost` says why its text is not shown, only the recorded pieces of code; else it is empty."""

    def __init__(self, graph: nx.DiGraph, file: str, visits: dict[Place, list[Visit]]) -> None:
        """Take the text from the graph's own `sources` where it has them, else from the disk."""
        kept = graph.graph.get("sources", {}).get(file)
        self.file = file
        self._graph, self._visits = graph, visits
        self._lines = linecache.getlines(file) if kept is None else split_lines(kept)
        mine = [(line, v) for (f, line), v in visits.items() if f == file]
        self.numbers = sorted(line for line, _ in mine)
        fits = all(self._holds(graph.nodes[v[0].nodes[0]]) for _, v in mine)
        self.lost = "" if fits else "changed since it was recorded" if self._lines else "not found"
        self._blocks = Blocks(self._lines) if fits else None

    def line(self, number: int) -> str:
        """Return one line of the source, without its end."""
        if not self.lost:
            return self._lines[number - 1].rstrip()
        nodes = [self._graph.nodes[n] for n in self._visits[self.file, number][0].nodes]
        widest = max(nodes, key=lambda d: (len(d["code"]), d["end_col"]))
        return shortened(headline(widest["code"]) if is_statement(widest) else widest["code"], 200)

    def shown(self, numbers: Sequence[int], longest: int = 1 << 30) -> list[int]:
        """Return these lines (ascending) with the rest of what stands on them and the headers above, ascending.

        Of a text or parameter over more than `longest` lines only the ends are returned.
        """
        if self._blocks is None:
            return list(numbers)
        own: set[int] = set(numbers)
        for number in numbers:
            for visit in self._visits[self.file, number][:1]:
                for node in visit.nodes:
                    own |= _covered(self._graph.nodes[node], longest)
        return sorted(own | self._blocks.headers(sorted(own)))

    def blank(self, number: int) -> bool:
        """Is there nothing but white space or a comment on this line?"""
        return self._lines[number - 1].lstrip()[:1] in {"", "#"}

    def _holds(self, data: dict[str, object]) -> bool:
        line, col, code = data["line"], data["col"], data["code"]
        assert isinstance(line, int)
        assert isinstance(col, int)
        assert isinstance(code, str)
        if line > len(self._lines):
            return False
        return self._lines[line - 1].encode()[col:].startswith(headline(code).rstrip().encode())


def _covered(data: dict[str, object], longest: int) -> set[int]:
    """Return the lines that a node needs besides its first: all of a text or a parameter, the end of an expression."""
    line, end = data["line"], data["end_line"]
    assert isinstance(line, int)
    assert isinstance(end, int)
    if data["kind"] in {"constant", "parameter"}:
        return set(range(line, end + 1)) if end - line < longest else {line, end}
    if is_statement(data) or headline(str(data["code"])).startswith(
        ("def ", "class ", "async ", "@")
    ):
        return {line}
    return {line, end}


def headline(code: str) -> str:
    """Return the first line of a piece of source."""
    return code.split("\n", 1)[0]
