"""One module, rewritten: its recording code, and late the tables that say what the code writes."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import TYPE_CHECKING, cast

from rewriters import cache
from rewriters.parsing import parse
from rewriters.templates import ID_BITS, RecordKind, Skip, Template

if TYPE_CHECKING:
    import ast

    from rewriters.sites import Row, SiteTable


@lru_cache(maxsize=1)
def _own_version() -> str:
    """Return a text that changes whenever this package does: names, sizes and times of its files.

    And whether this interpreter keeps columns (`-X no_debug_ranges`).
    """
    here = os.path.dirname(__file__)
    files = [
        e
        for folder in (here, os.path.join(here, "instrument"))
        for e in os.scandir(folder)
        if e.is_file()
    ]
    columns = any(p[2] is not None for p in compile("a", "", "eval").co_positions())
    return f"{columns} " + repr(
        sorted((e.name, s.st_size, s.st_mtime_ns) for e in files for s in (e.stat(),))
    )


TemplateRow = tuple[
    int,
    int,
    tuple[int, ...],
    tuple[int, ...],
    tuple[tuple[int, int, int], ...],
    tuple[str, ...],
    int,
]
Stored = tuple[
    "tuple[Row, ...]",
    tuple[int, ...],
    tuple[tuple[int, str], ...],
    tuple[tuple[int, str], ...],
    dict[int, int],
    str | None,
    tuple[TemplateRow, ...],
]
"""The tables as they are kept: rows, parameters, opaque, comment marks, entries, refusal, templates."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A change that another tool makes to the tree before it is instrumented, with a name for the cache."""

    name: str
    rewrite: Callable[[ast.Module, bytes, str], None]


@dataclass(frozen=True)
class Rewritten:
    """A module's recording code (helpers still to be bound), with its tables, which are loaded when asked for.

    Ids of its records begin at `base`. `code` is None where another tool compiles the tree; `made` are the tables
    where they are not in the cache.
    """

    path: str
    source: bytes
    base: int
    key: str
    code: CodeType | None = None
    variant: Variant | None = None
    made: tuple[object, ...] | None = None

    def tables(self) -> tuple[SiteTable, list[Template]]:
        """Return the site table and the templates; remade if the cache lost them."""
        from rewriters.sites import SiteTable

        stored = self.made or cache.load(self.key, "sites")
        if stored is None:
            stored = _make(self.source, self.path, self.base, self.key, self.variant)[1]
        rows, parameters, opaque, marks, entries, refusal, templates = cast("Stored", stored)
        table = SiteTable(
            self.path,
            decode(self.source),
            rows,
            frozenset(parameters),
            opaque,
            marks,
            entries,
            refusal,
        )
        return table, [_template(row) for row in templates]


def _template(row: TemplateRow) -> Template:
    kind, function, steps, slots, skips, held, turns = row
    return Template(
        RecordKind(kind), function, steps, slots, tuple(Skip(*s) for s in skips), held, turns
    )


def rewrite(source: bytes, path: str, variant: Variant | None = None) -> Rewritten:
    """Return the recording form of a module; from the cache where it is there.

    Raises what `compile` raises for source that is not valid, and gives the warnings `compile` gives (cold only, as
    Python does).
    """
    key = _key(source, path, variant.name if variant else "")
    base = int(key[:12], 16) << ID_BITS
    code = cache.load(key, "code")
    if isinstance(code, CodeType):
        return Rewritten(path, source, base, key, code, variant)
    code, tables = _make(source, path, base, key, variant)
    return Rewritten(path, source, base, key, code, variant, None if cache.folder() else tables)


def rewrite_tree(
    tree: ast.Module, source: bytes, path: str, variant: str
) -> tuple[ast.Module, Rewritten]:
    """Return the recording form of a tree that another tool has made from `source` and will compile itself."""
    key = _key(source, path, variant)
    base = int(key[:12], 16) << ID_BITS
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # given already
        new, tables = _instrument(tree, source, path, base)
    return new, Rewritten(path, source, base, key, made=tables)


def _key(source: bytes, path: str, variant: str) -> str:
    digest = hashlib.sha256()
    version = f"{_own_version()} {sys.implementation.cache_tag} {sys.version} {sys.flags.optimize} {variant}"
    for part in (version.encode(), path.encode("utf-8", "surrogatepass"), source):
        digest.update(len(part).to_bytes(8, "little") + part)
    return digest.hexdigest()


def _make(
    source: bytes, path: str, base: int, key: str, variant: Variant | None
) -> tuple[CodeType, tuple[object, ...]]:
    """Do the work: read, make the tables, instrument, compile, keep."""
    from rewriters.compiling import compile_recording

    compile(source, path, "exec", dont_inherit=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # given already
        tree = parse(source, path)
        if variant is not None:
            variant.rewrite(tree, source, path)
        new, tables = _instrument(tree, source, path, base)
        code = compile_recording(new, path)
    cache.store(key, "code", code)
    cache.store(key, "sites", tables)
    return code, tables


def _instrument(
    tree: ast.Module, source: bytes, path: str, base: int
) -> tuple[ast.Module, tuple[object, ...]]:

    from rewriters.instrument.rules import instrument
    from rewriters.marks import parameter_sites
    from rewriters.reading import read
    from rewriters.sites import SiteTable, site_rows

    written = parse(source, path)
    rows, reading = site_rows(written), read(source)
    table = SiteTable(path, decode(source), rows)
    done = instrument(tree, table, base)
    try:
        compile(done.tree, path, "exec", dont_inherit=True)
    except SyntaxError:  # too many blocks, one in the other, with our guards among them
        done = instrument(tree, table, base, guards=False)
    reasons = tuple((site, str(reason)) for site, reason in done.opaque)
    marks, entries = (
        tuple(parameter_sites(written)),
        {site: int(entry) for site, entry in done.entries.items()},
    )
    return done.tree, (
        rows,
        marks,
        reasons,
        reading.marks,
        entries,
        reading.refusal,
        tuple(done.templates.rows),
    )


def decode(source: bytes) -> str:
    """Return the text of a source file, by its declared encoding, newlines as they are in the tree's lines."""
    return importlib.util.decode_source(source)
