"""Results as text: for the terminal, and as the generated page of the documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from machine import shown as shown_state
from results import Result, Row, Table, shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_LIMITS = (
    "A limit (≤, from `benchmarks/limits.py`) is what has to be reached, and no figure that was measured. *ok*: it is "
    "reached. *MISS*: it is not: an open defect, listed again below the tables."
)


def text(result: Result) -> str:
    """Return a result for the terminal."""
    lines = [f"{result.benchmark}: {result.command}"]
    lines += [f"  {name}: {value}" for name, value in result.machine.items()]
    for table in result.tables:
        lines += ["", table.title, f"  {table.note}", *_aligned(_cells(table))]
    lines += ["", *(f"FAILED {failure}" for failure in result.failures)]
    lines += [f"MISS {miss}" for miss in result.misses()]
    return "\n".join(lines)


def _columns(table: Table) -> list[str]:
    return list(dict.fromkeys(column for row in table.rows for column in row.figures))


def _cells(table: Table) -> list[list[str]]:
    columns = _columns(table)
    rows = [[row.name, *(_cell(row, column) for column in columns)] for row in table.rows]
    return [["", *columns], *rows]


def _cell(row: Row, column: str) -> str:
    if column not in row.figures:
        return ""
    figure = shown(row.figures[column])
    if column not in row.limits:
        return figure
    return f"{figure} (≤ {row.limits[column]:g} {'ok' if row.holds(column) else 'MISS'})"


def _aligned(cells: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    first, *others = widths
    return [
        "  ".join([f"  {name:<{first}}", *map(str.rjust, figures, others)])
        for name, *figures in cells
    ]


def write(results: Sequence[Result], path: Path) -> None:
    """Write the page: each benchmark with its tables, interpreter after interpreter."""
    lines = [
        "# Benchmarks",
        "",
        "Generated: `benchmarks/README.md` says how. Each limit stands beside its figure.",
    ]
    for benchmark in dict.fromkeys(result.benchmark for result in results):
        lines += ["", f"## {benchmark[:1].upper()}{benchmark[1:]}"]
        for result in results:
            if result.benchmark == benchmark:
                lines += section(result)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def section(result: Result) -> list[str]:
    """Return the lines of one result: where and how it was measured, and its tables."""
    machine = shown_state(result.machine)
    lines = ["", f"### {result.benchmark}, {machine.pop('python')}", "", f"`{result.command}`", ""]
    lines += [" · ".join(f"{name}: {value}" for name, value in machine.items())]
    if result.limited:
        lines += ["", _LIMITS]
    for table in result.tables:
        head, *rows = _cells(table)
        rule = ["---", *("---:" for _ in head[1:])]
        lines += ["", f"**{table.title}.** {table.note}", ""]
        lines += [f"| {' | '.join(row)} |" for row in [head, rule, *rows]]
    found = [f"failed: {failure}" for failure in result.failures]
    found += [f"missed: {miss}" for miss in result.misses()]
    return lines + (["", *(f"- {line}" for line in found)] if found else [])
