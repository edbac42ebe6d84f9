"""Statements that might be missing: those the program has elsewhere, changes of containers, guards."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from optimizers.engines.repair.code import Block
from optimizers.engines.repair.kinds import Kind
from optimizers.engines.repair.pool import conditions_for, names_of
from optimizers.engines.repair.view import Mutation, View
from rewriters.spans import Span

_ENDS = (ast.Return, ast.Raise, ast.Break, ast.Continue)
_CHANGES = {
    "list": ("{o}.append({a})", "{o}.pop()", "{o}.pop(0)", "{o}.sort()", "{o}.reverse()", "{o}.clear()", "{o}.remove({a})"),
    "deque": ("{o}.append({a})", "{o}.popleft()", "{o}.pop()", "{o}.appendleft({a})", "{o}.clear()"),
    "dict": ("{o}.pop({a}, None)", "{o}.clear()", "del {o}[{a}]"),
    "defaultdict": ("{o}.pop({a}, None)", "{o}.clear()"),
    "OrderedDict": ("{o}.move_to_end({a})", "{o}.pop({a}, None)", "{o}.popitem()", "{o}.popitem(last=False)", "{o}.clear()"),
    "set": ("{o}.add({a})", "{o}.discard({a})", "{o}.clear()"),
    "int": ("{o} += 1", "{o} -= 1"),
}  # fmt: skip
_EMPTY = {
    "list": "[]",
    "int": "0",
    "float": "0.0",
    "str": '""',
    "bool": "False",
    "dict": "{}",
    "tuple": "()",
}


def inserted(node: ast.AST, view: View) -> Iterator[Mutation]:
    """A statement before this one, and after the last of a block."""
    if not isinstance(node, ast.stmt) or not view.code.is_alone(node):
        return
    block = view.code.block_of(node)
    places = [node.lineno]
    if block[-1] is node and not isinstance(node, _ENDS):
        places.append((node.end_lineno or node.lineno) + 1)
    indent = view.code.source.indentation(node.lineno)
    for line in places:
        for kind, text, weight in _missing(node, view, block):
            lines = "".join(f"{indent}{part}\n" for part in text.split("\n"))
            yield view.edit(kind, Span(line, 0, line, 0), lines, node, weight)


def _missing(node: ast.stmt, view: View, block: Block) -> Iterator[tuple[Kind, str, float]]:
    scope = set(view.names(node))
    near = {view.code.cut(s) for s in block}
    told: set[str] = set()
    for kind, text, weight in (
        *_copies(view, scope, near),
        *_renamed(view, scope),
        *_changes(node, view),
        *_jumps(node, view),
        *_guards(node, view),
    ):
        if text not in told:
            told.add(text)
            yield kind, text, weight


def _copies(view: View, scope: set[str], near: set[str]) -> Iterator[tuple[Kind, str, float]]:
    """What the program does elsewhere; less likely what it does in this very block."""
    for code in view.program:
        for node in code.nodes:
            if (
                not isinstance(node, ast.stmt)
                or isinstance(node, _ENDS)
                or not code.is_simple(node)
            ):
                continue
            if names_of(node) & set(view.facts.names) <= scope | _stored(node):
                text = code.cut(node)
                yield Kind.COPIED, text, 0.5 if text in near else 1.0


def _renamed(view: View, scope: set[str]) -> Iterator[tuple[Kind, str, float]]:
    """The same with one name for another of its type."""
    for node in view.code.nodes:
        if not isinstance(node, (ast.Assign, ast.AugAssign, ast.Expr)) or not view.code.is_simple(
            node
        ):
            continue
        text = view.code.cut(node)
        for name in sorted(names_of(node) & scope):
            types = view.types_of_name(name)
            for other in sorted(scope):
                if other != name and types and view.types_of_name(other) == types:
                    yield Kind.COPIED, re.sub(rf"\b{name}\b", other, text), 0.4


def _changes(node: ast.stmt, view: View) -> Iterator[tuple[Kind, str, float]]:
    """A change of a container or a counter."""
    names = view.names(node)
    for owner in names:
        elements = view.elements_of_name(owner)
        for kind in sorted(view.types_of_name(owner)):
            for form in _CHANGES.get(kind, ()):
                if "{a}" not in form:
                    yield Kind.CHANGED, form.format(o=owner), 0.8
                    continue
                for name in names:
                    types = view.types_of_name(name)
                    if name != owner and (not elements or not types or types & elements):
                        yield (
                            Kind.CHANGED,
                            form.format(o=owner, a=name),
                            1.0 if types & elements else 0.5,
                        )


def _jumps(node: ast.stmt, view: View) -> Iterator[tuple[Kind, str, float]]:
    loops = [n for n in view.code.around(node) if isinstance(n, (ast.For, ast.While))]
    if loops:
        yield Kind.COPIED, "break", 0.8
        yield Kind.COPIED, "continue", 0.5
    for text in view.returned:
        yield Kind.COPIED, f"return {text}", 0.8


def _guards(node: ast.stmt, view: View) -> Iterator[tuple[Kind, str, float]]:
    """An early end under a condition."""
    loops = [n for n in view.code.around(node) if isinstance(n, (ast.For, ast.While))]
    ends = ["break", "continue"] if loops else []
    ends += [f"return {text}" for text in _results(view)]
    for condition, weight in _asked(node, view):
        for number, end in enumerate(ends):
            yield Kind.GUARD, f"if {condition}:\n{view.code.source.unit}{end}", weight * 0.9**number


def _asked(node: ast.stmt, view: View) -> list[tuple[str, float]]:
    return sorted(conditions_for(node, view), key=lambda c: -c[1])[:10]


def _results(view: View) -> list[str]:
    types = {
        t
        for n in view.code.nodes
        if isinstance(n, ast.Return) and n.value
        for t in view.types(n.value)
    }
    return list(
        dict.fromkeys([*view.returned, *(_EMPTY[t] for t in sorted(types) if t in _EMPTY), "None"])
    )[:4]


def _stored(node: ast.stmt) -> set[str]:
    return {
        n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
