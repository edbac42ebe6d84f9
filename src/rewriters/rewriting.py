"""One module, rewritten: its recording code, and late the tables that say what the code writes."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import CodeType
from typing import TYPE_CHECKING, cast

from rewriters import cache
from rewriters.templates import ID_BITS, RecordKind, Skip, Template

if TYPE_CHECKING:
    import ast

    from rewriters.sites import SiteTable

FORMAT = 1
"""Raised whenever recording code or tables change their meaning."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A change that another tool makes to the tree before it is instrumented, with a name for the cache."""

    name: str
    rewrite: Callable[[ast.Module, bytes, str], None]


@dataclass(frozen=True)
class Rewritten:
    """A module's recording code (helpers still to be bound), with its tables, which are loaded when asked for.

    `base`: ids of its records begin here. `sites`, `templates`: what they mean.
    """

    path: str
    source: bytes
    base: int
    code: CodeType
    key: str
    variant: Variant | None = None

    def tables(self) -> tuple[SiteTable, list[Template]]:
        """Return the site table and the templates; remade if the cache lost them."""
        from rewriters.sites import SiteTable

        stored = cache.load(self.key, "sites")
        if stored is None:
            stored = _make(self.source, self.path, self.base, self.key, self.variant)[1]
        rows, parameters, opaque, marks, refusal, templates = cast("tuple[tuple[object, ...], ...]", stored)
        text = decode(self.source)
        table = SiteTable(self.path, text, rows, frozenset(parameters), opaque, marks, refusal)  # type: ignore[arg-type]  # as _make stored them
        return table, [_template(row) for row in templates]


def _template(row: object) -> Template:
    kind, function, steps, slots, skips, held = cast("tuple[int, int, tuple[int, ...], tuple[int, ...], tuple[tuple[int, int, int], ...], tuple[str, ...]]", row)
    return Template(RecordKind(kind), function, steps, slots, tuple(Skip(*s) for s in skips), held)


def rewrite(source: bytes, path: str, variant: Variant | None = None) -> Rewritten:
    """Return the recording form of a module; from the cache where it is there.

    Raises what `compile` raises for source that is not valid, and gives the warnings `compile` gives (cold only, as
    Python does).
    """
    digest = hashlib.sha256()
    version = f"{FORMAT} {sys.implementation.cache_tag} {sys.version} {sys.flags.optimize} {variant.name if variant else ''}"
    for part in (version.encode(), path.encode("utf-8", "surrogatepass"), source):
        digest.update(len(part).to_bytes(8, "little") + part)
    key = digest.hexdigest()
    base = int(key[:12], 16) << ID_BITS
    code = cache.load(key, "code")
    if not isinstance(code, CodeType):
        code = _make(source, path, base, key, variant)[0]
    return Rewritten(path, source, base, code, key, variant)


def _make(source: bytes, path: str, base: int, key: str, variant: Variant | None) -> tuple[CodeType, tuple[object, ...]]:
    """Do the work: read, make the tables, instrument, compile, keep."""
    import ast

    from rewriters.compiling import compile_recording
    from rewriters.instrument.rules import instrument
    from rewriters.marks import parameter_sites
    from rewriters.reading import read
    from rewriters.sites import SiteTable, site_rows

    compile(source, path, "exec", dont_inherit=True)
    tree = ast.parse(source, path)
    rows, parameters, reading = site_rows(tree), parameter_sites(tree), read(source)
    table = SiteTable(path, decode(source), rows)
    if variant is not None:
        variant.rewrite(tree, source, path)
    new, templates, opaque = instrument(tree, table, base)
    code = compile_recording(new, path)
    tables = (rows, tuple(parameters), tuple((i, str(r)) for i, r in opaque), reading.marks, reading.refusal, tuple(templates.rows))
    cache.store(key, "code", code)
    cache.store(key, "sites", tables)
    return code, tables


def decode(source: bytes) -> str:
    """Return the text of a source file, by its declared encoding, newlines as they are in the tree's lines."""
    return importlib.util.decode_source(source)
