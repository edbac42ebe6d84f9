"""What rewriting costs: cold, from the cache, at import, and on disk."""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import children
import command
import limits
import loading_times
import machine
import phases
import sources
from results import Result, Row, Table
from sources import File
from timing import interleave, ratio

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

_COLD, _WARM = "s per 1000 lines", "ms per 1000 lines"
_COLD_NOTE = (
    "CPU time, medians and least. LibCST reads a file only where it has a comment `# tracer: …`."
)
_WARM_NOTE = "CPU time from file to code object, bytecode of either kind being on disk."
_IMPORT_NOTE = (
    "CPU time of pairs of processes. `@trace` stands on each function of a module and of its classes; `tracer` and what "
    "the modules import are loaded before."
)


def _parser() -> argparse.ArgumentParser:
    new = command.parser(__doc__)
    new.add_argument("files", type=Path, nargs="*", metavar="FILE", help="else of the stdlib")
    new.add_argument("--pairs", type=int, default=21, help="pairs for each figure (21)")
    new.add_argument("--repeat", type=int, default=5, help="how often to rewrite (5)")
    return new


def _measure(args: argparse.Namespace) -> Result:
    state, found = machine.state(), sources.files(args.files)
    with tempfile.TemporaryDirectory() as name, phases.empty_cache() as cached:
        folder = Path(name)
        files = sources.copies(found, folder / "plain")
        warming = sources.copies(found, folder / "warming")
        traced = sources.copies([sources.decorated(f) for f in files], folder / "traced")
        imports, failures = _imports(files, warming, traced, args.pairs)
        tables = [
            Table("Rewriting, nothing cached", _COLD_NOTE, _cold(files, args.repeat)),
            Table("Loading, all cached", _WARM_NOTE, _warm(files, args.pairs)),
            Table("Importing", _IMPORT_NOTE, imports),
            Table("On disk", "Sizes over that of plain bytecode.", [_sizes(files, Path(cached))]),
        ]
    return Result("rewriting", command.shown(__file__, args), state, tables, failures)


def _lines(files: list[File]) -> int:
    return sum(file.lines for file in files)


def _cold(files: list[File], repeat: int) -> list[Row]:
    phases.by_phase(files[0])  # imports what it needs
    turns = [[phases.cold(f) | phases.by_phase(f) for f in files] for _ in range(repeat)]
    rows = []
    for name in turns[0][0]:
        seconds = [sum(took[name] for took in turn) for turn in turns]
        allowed = {_COLD: limits.COLD} if name in {phases.WHOLE, phases.MARKED} else {}
        rows.append(Row(name, _summary(_COLD, seconds, 1000 / _lines(files)), allowed))
    return rows


def _summary(column: str, values: Iterable[float], per: float) -> dict[str, float]:
    """Return the median, and the least, which sees less of what else the machine did."""
    found = [value * per for value in values]
    return {column: median(found), "least": min(found)}


def _warm(files: list[File], count: int) -> list[Row]:
    per = 1e6 / _lines(files)
    pairs = interleave(
        partial(loading_times.plain, files), partial(loading_times.hooked, files), count
    )
    seconds = {
        "plain": [p for p, _ in pairs],
        "under the hook": [o for _, o in pairs],
        "more than plain": [o - p for p, o in pairs],
        "of it: digest and cache": [loading_times.reading(files) for _ in range(count)],
        "of it: binding": [loading_times.binding(files) for _ in range(count)],
    }
    allowed = {"more than plain": {_WARM: limits.WARM}}
    return [
        Row(name, _summary(_WARM, found, per), allowed.get(name, {}))
        for name, found in seconds.items()
    ]


def _imports(
    files: list[File], warming: list[File], traced: list[File], count: int
) -> tuple[list[Row], list[str]]:
    names = [file.module for file in files]
    first, plain, other = (group[0].path.parent for group in (warming, files, traced))
    pairs = interleave(
        partial(children.importing, first, plain, names),
        partial(children.importing, first, other, names),
        count,
    )
    starts = interleave(children.bare, children.with_tracer, count)
    functions = sum(map(sources.functions, files))
    more = median(t - p for p, t in pairs)
    rows = [
        Row(
            "module with @trace over plain",
            {"ratio": ratio(pairs).median, "of minima": ratio(pairs).minima, "ms more": more * 1e3},
            {"ratio": limits.TRACED_IMPORT},
        ),
        Row("for one of its functions", {"µs more": more / functions * 1e6}),
        Row(
            "import tracer over a bare interpreter",
            {
                "ms more": median(t - b for b, t in starts) * 1e3,
                "ms more, of minima": (min(t for _, t in starts) - min(b for b, _ in starts)) * 1e3,
            },
            {"ms more": limits.IMPORT},
        ),
    ]
    return rows, _early(other, plain, names)


def _early(traced: Path, plain: Path, names: list[str]) -> list[str]:
    """Return what is loaded before it should be. Twice: what is not cached has to be made."""
    failures = [
        f"{name} is loaded before a recording" for name in children.loaded_by(traced, names)
    ]
    children.tables_loaded(plain, names)
    late = children.tables_loaded(plain, names)
    return failures + [f"the site table of {Path(path).name} is loaded at import" for path in late]


def _sizes(files: list[File], cached: Path) -> Row:
    sizes = loading_times.sizes(files, cached)
    return Row("ours", {name: sizes[name] / sizes["bytecode"] for name in ("code", "tables")})


if __name__ == "__main__":
    sys.exit(command.run(_parser(), _measure))
