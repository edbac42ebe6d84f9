"""What a benchmark found: tables whose figures may stand beside a limit, and where and when they were measured."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

Figure = float | int | str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its figures by column, and the highest that is allowed in some of the columns."""

    name: str
    figures: Mapping[str, Figure]
    limits: Mapping[str, float] = field(default_factory=dict)

    def misses(self) -> list[str]:
        """Return the columns whose limit is exceeded. Limits have two decimals, so figures are read with two."""
        return [c for c in self.limits if c in self.figures and not self.holds(c)]

    def holds(self, column: str) -> bool:
        """Is the figure within its limit?"""
        figure = self.figures[column]
        return isinstance(figure, (int, float)) and round(figure, 2) <= self.limits[column]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a title; `note` says what a figure is."""

    title: str
    note: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Result:
    """One run of one benchmark. `failures` are wrong answers, which no limit excuses."""

    benchmark: str
    command: str
    machine: Mapping[str, str]
    tables: Sequence[Table]
    failures: Sequence[str] = ()

    @property
    def limited(self) -> bool:
        """Does any figure stand beside a limit?"""
        return any(row.limits for table in self.tables for row in table.rows)

    def misses(self) -> Iterator[str]:
        """Iterate over the figures beyond their limits, each as a sentence."""
        for table in self.tables:
            for row in table.rows:
                for column in row.misses():
                    figure, limit = row.figures[column], row.limits[column]
                    yield f"{table.title}: {row.name}, {column}: {shown(figure)} > {limit:g}"


def shown(figure: Figure) -> str:
    """Return a figure as it is printed."""
    if isinstance(figure, str):
        return figure
    if isinstance(figure, int):
        return f"{figure:,}".replace(",", " ")
    return f"{figure:.2f}" if abs(figure) >= 0.1 else f"{figure:.2g}"


def save(result: Result, path: Path) -> None:
    """Write a result as JSON."""
    path.write_text(json.dumps(asdict(result), indent=1) + "\n", encoding="utf-8")


def load(path: Path) -> Result:
    """Read what `save` wrote."""
    data = json.loads(path.read_text(encoding="utf-8"))
    tables = [
        Table(t["title"], t["note"], [Row(**row) for row in t["rows"]]) for t in data.pop("tables")
    ]
    return Result(**data, tables=tables)
