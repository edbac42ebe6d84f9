"""Which function a callable, a generator or a coroutine runs, as a site of its module."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from operator import attrgetter
from types import (
    AsyncGeneratorType,
    CodeType,
    CoroutineType,
    FunctionType,
    GeneratorType,
    MethodType,
)
from typing import Any

from rewriters.sites import SiteTable
from tracer.letting_go import async_generator, generator
from tracer.standins import RunsSite

_UNNAMED = {"<lambda>": "Lambda", "<genexpr>": "GeneratorExp"}
_FUNCTIONS = frozenset({"FunctionDef", "AsyncFunctionDef", "Lambda", "GeneratorExp"})
_CODE_OF: dict[type, Callable[[Any], CodeType]] = {
    FunctionType: attrgetter("__code__"),
    GeneratorType: attrgetter("gi_code"),
    CoroutineType: attrgetter("cr_code"),
    AsyncGeneratorType: attrgetter("ag_code"),
    generator: attrgetter("code"),
    async_generator: attrgetter("code"),
}


def runs(value: Any, sites: SiteTable, function: int) -> bool | None:
    """Is the function at this site what the value runs? None if it is not known what it runs."""
    inner = _innermost(value)
    if isinstance(inner, RunsSite):
        return inner.file == sites.file and inner.site == function
    get = _CODE_OF.get(type(inner))
    return None if get is None else site_of(get(inner), sites) == function


def function_of(value: Any, tables: Mapping[str, SiteTable]) -> tuple[str, int] | None:
    """Return file and site of the function that a value runs, if one of these tables has it."""
    get = _CODE_OF.get(type(inner := _innermost(value)))
    if get is None:
        return None
    code = get(inner)
    sites = tables.get(code.co_filename)
    site = None if sites is None else site_of(code, sites)
    return None if site is None else (code.co_filename, site)


def _innermost(value: Any) -> Any:
    while type(value) in (MethodType, partial):
        value = value.__func__ if type(value) is MethodType else value.func
    return value


def site_of(code: CodeType, sites: SiteTable) -> int | None:
    """Return the site of a code object's function in a table, or None."""
    known = _known.get(id(code))
    if known is None or known[0] is not code or known[1] is not sites:
        known = _known[id(code)] = code, sites, _found(code, sites)
    return known[2]


_known: dict[int, tuple[CodeType, SiteTable, int | None]] = {}


def _found(code: CodeType, sites: SiteTable) -> int | None:
    if code.co_filename != sites.file:
        return None
    node = _UNNAMED.get(code.co_name)
    if node is not None:
        return _around(code, sites, node)
    for site, row in enumerate(sites.rows):
        if row[0] in _FUNCTIONS and row[3] == code.co_name:
            decorators = (sites.rows[c][4] for c in sites.children[site])
            if code.co_firstlineno in {row[4], *decorators}:
                return site
    return None


def _around(code: CodeType, sites: SiteTable, node: str) -> int | None:
    """Return the innermost site of a kind that all of a code object stands in."""
    places = [p for p in code.co_positions() if None not in p and p[1:] != (p[0], 0, 0)]
    begin = min((p[0], p[2]) for p in places)
    end = max((p[1], p[3]) for p in places)
    return max(
        (
            site
            for site, row in enumerate(sites.rows)
            if row[0] == node and (row[4], row[5]) <= begin and end <= (row[6], row[7])
        ),
        default=None,
    )
