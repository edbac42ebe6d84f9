"""Values that are not on the tape because something else tells them: stores, constants, globals defined once."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Protocol

from rewriters.sites import SiteTable
from rewriters.templates import Action
from tracer.frames import NOT_KEPT, Frame
from tracer.modules import Module

_PLAIN = frozenset(
    {int, float, str, bytes, bool, type(None), tuple, list, dict, set, frozenset, complex}
)
"""Types whose comparisons give truth values."""


class Known(Protocol):
    """What is known of a frame at a point: what its sites last gave, in which order, and what its names hold."""

    @property
    def module(self) -> Module:
        """The module of its function."""

    @property
    def namespace(self) -> Mapping[str, Any]:
        """The module's globals, where known."""

    @property
    def names(self) -> Mapping[str | tuple[int, str], Any]:
        """What its names hold; those of comprehensions with their site."""

    @property
    def values(self) -> Mapping[int, Any]:
        """What each site last gave."""

    @property
    def times(self) -> Mapping[int, int]:
        """In which order sites last gave that."""


def load(frame: Known, site: int, action: Action) -> Any:
    """Return the value of an evaluation without a slot."""
    if action is Action.STORE:
        return _stored(frame, site)
    node = frame.module.sites.rows[site][0]
    if node == "Constant":
        return constant(frame.module, site)
    if node == "Name":
        return _name(frame, site)
    if node in {"BoolOp", "IfExp"}:
        return _last_operand(frame, site)
    return NOT_KEPT


def _last_operand(frame: Known, site: int) -> Any:
    """`a and b`, `a if t else b` give the operand that was evaluated last."""
    children = frame.module.sites.children[site]
    told = [c for c in children if c in frame.times and frame.module.sites.rows[c][1] != "test"]
    return frame.values[max(told, key=frame.times.__getitem__)] if told else NOT_KEPT


def told_by_truth(frame: Known, site: int, truth: dict[int, bool]) -> Any:
    """`not x` and `a < b < c` that decide a branch are told by how it was decided."""
    operands = [frame.values.get(c, NOT_KEPT) for c in frame.module.sites.children[site]]
    negates = frame.module.sites.rows[site][0] == "UnaryOp"
    plain = negates or all(type(v) in _PLAIN for v in operands if v is not NOT_KEPT)
    return truth[site] if site in truth and plain else NOT_KEPT


def remember(frame: Frame, site: int, action: Action, value: Any) -> None:
    """Keep what later loads of this frame will give."""
    sites = frame.module.sites
    frame.values[site] = value
    frame.clock += 1
    frame.times[site] = frame.clock
    name = stored_name(sites, site, action)
    if name is not None:
        frame.names[name] = value


def stored_name(sites: SiteTable, site: int, action: Action) -> str | tuple[int, str] | None:
    """Return the name that an evaluation binds, with the comprehension whose own it is; None where it binds none."""
    node, name = sites.rows[site][0], sites.rows[site][3]
    if node == "AugAssign" or (node == "NamedExpr" and action is Action.EVALUATE):
        target = sites.rows[sites.children[site][0]]
        name = target[3] if target[0] == "Name" else None
    elif action is not Action.STORE or node in {"Attribute", "Subscript"}:
        return None
    if name is None:
        return None
    own = _target_of(sites, site) if node == "Name" else 0
    return (own, name) if own else name


def _target_of(sites: SiteTable, site: int) -> int:
    """Return the comprehension whose own target this name is, or 0."""
    while sites.rows[site][1] in {"elts", "value"} and sites.rows[sites.rows[site][2]][0] in _PARTS:
        site = sites.rows[site][2]
    parent = sites.rows[site][2]
    return parent if sites.rows[site][1] == "target" and parent == sites.comprehension(site) else 0


_PARTS = frozenset({"Tuple", "List", "Starred"})


def _stored(frame: Known, site: int) -> Any:
    """A store without a slot got the value of the expression beside it."""
    sites = frame.module.sites
    node, _, parent, _, *_ = sites.rows[site]
    if node == "AugAssign":
        return _grown(frame, site)
    if sites.rows[parent][0] == "DictComp":  # whose value is not its target's
        return NOT_KEPT
    if sites.rows[site][1] == "elts":
        return _unpacked(frame, site)
    for sibling in sites.children[parent]:
        if sites.rows[sibling][1] == "value" and sibling != site:
            return frame.values.get(sibling, NOT_KEPT)
    return NOT_KEPT


def _unpacked(frame: Known, site: int) -> Any:
    """A target among others got an element of what is unpacked: of a display, or of a tuple, which never changes."""
    sites = frame.module.sites
    places = list[int]()
    while sites.rows[site][1] == "elts":
        targets = sites.children[sites.rows[site][2]]
        starred = [n for n, t in enumerate(targets) if sites.rows[t][0] == "Starred"]
        place = targets.index(site)
        places.append(place - len(targets) if starred and starred[0] < place else place)
        site = sites.rows[site][2]
    holder = sites.rows[site][2]
    values = [c for c in sites.children[holder] if sites.rows[c][1] == "value" and c != site]
    return _element(frame, values[0], places[::-1]) if values else NOT_KEPT


def _element(frame: Known, site: int, places: list[int]) -> Any:
    sites = frame.module.sites
    while places and sites.rows[site][0] in {"Tuple", "List"}:
        parts = sites.children[site]
        if any(sites.rows[p][0] == "Starred" for p in parts):
            break
        if not -len(parts) <= places[0] < len(parts):
            return NOT_KEPT
        site = parts[places.pop(0)]
    value = frame.values.get(site, NOT_KEPT)
    for place in places:
        if type(value) is not tuple or not -len(value) <= place < len(value):
            return NOT_KEPT
        value = value[place]
    return value


def _grown(frame: Known, site: int) -> Any:
    """`text += more` is not kept: a second reference would have made the program copy it. It can be computed."""
    sites = frame.module.sites
    target, operand = sites.children[site][:2]
    old = frame.names.get(sites.rows[target][3] or "", NOT_KEPT)
    more = frame.values.get(operand, NOT_KEPT)
    return old + more if type(old) is str and type(more) is str else NOT_KEPT


@lru_cache(maxsize=100_000)
def constant(module: Module, site: int) -> Any:
    """Return the value of a constant in the source."""
    try:
        return ast.literal_eval(module.sites[site].code)
    except (SyntaxError, ValueError):
        return NOT_KEPT


def _comprehensions(sites: SiteTable, site: int) -> Iterator[int]:
    """Iterate over those whose targets a name sees, innermost first: the first iterable of one stands around it."""
    while scope := sites.comprehension(sites.rows[site][2]):
        while sites.rows[site][2] != scope:
            site = sites.rows[site][2]
        if site != next(c for c in sites.children[scope] if sites.rows[c][1] == "iter"):
            yield scope
        site = scope


def _name(frame: Known, site: int) -> Any:
    """The last store of this frame; else what the module or the builtins hold."""
    name = frame.module.sites.rows[site][3]
    assert name is not None
    for scope in _comprehensions(frame.module.sites, site):
        if (scope, name) in frame.names:
            return frame.names[scope, name]
    if name in frame.names:
        return frame.names[name]
    if name in frame.namespace:
        return frame.namespace[name]
    return getattr(builtins, name, NOT_KEPT)
