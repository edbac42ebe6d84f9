"""What rewriting a module costs with nothing in the cache: the whole, and each phase on its own."""

from __future__ import annotations

import ast
import os
import tempfile
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from rewriters import cache, rewriting
from rewriters.compiling import compile_recording
from rewriters.instrument.rules import instrument
from rewriters.marks import parameter_sites
from rewriters.reading import read
from rewriters.sites import SiteTable, site_rows
from timing import cpu

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType

    from sources import File

T = TypeVar("T")

WHOLE, MARKED = "all, with nothing cached", "all, where LibCST reads it too"
_MARK = b"\n# tracer: any mark\n"


@contextmanager
def empty_cache() -> Iterator[str]:
    """Keep results in a new folder, which goes away."""
    old = os.environ.get("TRACER_CACHE", "off")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TRACER_CACHE"] = folder
        try:
            yield folder
        finally:
            os.environ["TRACER_CACHE"] = old


def cold(file: File) -> dict[str, float]:
    """Return the CPU seconds of rewriting one file: as it is, and where a mark makes LibCST read it."""
    found = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, source in ((WHOLE, file.source), (MARKED, file.source + _MARK)):
            with empty_cache():
                found[name] = cpu(rewriting.rewrite, source, str(file.path))
    return found


def by_phase(file: File) -> dict[str, float]:
    """Return the CPU seconds of each phase."""
    took: dict[str, float] = {}

    def phase(name: str, work: Callable[[], T]) -> T:
        kept: list[T] = []
        took[name] = cpu(lambda: kept.append(work()))
        return kept[0]

    source, path = file.source, str(file.path)
    phase("LibCST", lambda: read(source + _MARK))
    phase("plain compile", lambda: compile(source, path, "exec", dont_inherit=True))
    tree = phase("ast", lambda: (ast.parse(source, path), ast.parse(source, path)))[0]
    rows = phase("site table", lambda: site_rows(tree))
    phase("marks", lambda: parameter_sites(tree))
    table = SiteTable(path, rewriting.decode(source), rows)
    done = phase("instrument", lambda: instrument(tree, table, 0))
    code = phase("compile", lambda: compile_recording(done.tree, path))
    with empty_cache():
        tables = rows, tuple(done.templates.rows)
        phase("store", lambda: _store(code, tables))
    return took


def _store(code: CodeType, tables: object) -> None:
    cache.store("00", "code", code)
    cache.store("00", "sites", tables)
