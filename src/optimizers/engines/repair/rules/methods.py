"""Other methods of the same builtin type, or of the same class."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from optimizers.engines.repair.kinds import Kind
from optimizers.engines.repair.view import Mutation, View

_LIST = ("append extend insert", "index count", "pop remove", "sort reverse", "copy clear")
_DEQUE = ("append appendleft", "pop popleft", "extend extendleft")
_SET = (
    "add discard remove",
    "union intersection difference symmetric_difference",
    "update intersection_update difference_update symmetric_difference_update",
    "issubset issuperset isdisjoint",
)
_DICT = ("get pop setdefault", "keys values items", "update setdefault")
_STR = (
    "lower upper casefold title capitalize swapcase", "strip lstrip rstrip", "split rsplit partition rpartition",
    "find rfind index rindex", "startswith endswith", "ljust rjust center zfill",
    "isdigit isalpha isalnum isdecimal isnumeric isspace isupper islower istitle", "removeprefix removesuffix",
    "strip removeprefix removesuffix", "count find", "split splitlines",
)  # fmt: skip
_BY_TYPE = {
    "list": _LIST,
    "deque": (*_DEQUE, *_LIST),
    "set": _SET,
    "frozenset": _SET,
    "dict": _DICT,
    "OrderedDict": _DICT,
    "defaultdict": _DICT,
    "Counter": (*_DICT, "most_common elements", "update subtract"),
    "str": _STR,
    "bytes": _STR,
}


def methods(node: ast.AST, view: View) -> Iterator[Mutation]:
    """Another method that takes the same arguments."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return
    name, types = node.func.attr, view.types(node.func.value)
    if types <= {"module"} and types:
        return
    told = {name}
    for kind in sorted(types) or sorted(_BY_TYPE):
        for family in _BY_TYPE.get(kind, ()):
            words = family.split()
            if name in words:
                for other in words:
                    if other not in told:
                        told.add(other)
                        yield _renamed(node.func, view, other, 1.0 if types else 0.5)
        for other in view.facts.classes.get(kind, {}).get("methods", ()):
            if other not in told:
                told.add(other)
                yield _renamed(node.func, view, other, 0.5)


def _renamed(node: ast.Attribute, view: View, name: str, weight: float) -> Mutation:
    return view.replace(Kind.METHOD, node, f"{view.text(node.value)}.{name}", weight)


def reads(node: ast.AST, view: View) -> Iterator[Mutation]:
    """`d.get(k)` for `d[k]`."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.ctx, ast.Load):
        return
    if view.types(node.value) & {"dict", "OrderedDict", "defaultdict", "Counter"}:
        owner, key = view.text(node.value), view.code.cut(node.slice)
        for default in ("", ", 0", ", []", ', ""'):
            yield view.replace(Kind.METHOD, node, f"{owner}.get({key}{default})", 0.4)
