"""Other indices, other bounds of slices."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from optimizers.engines.repair.kinds import Kind
from optimizers.engines.repair.view import Mutation, View


def subscripts(node: ast.AST, view: View) -> Iterator[Mutation]:
    """The other end of a sequence, the whole in place of an item, a bound more or less, all of it backwards."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.ctx, ast.Load):
        return
    owner = view.text(node.value)
    if isinstance(node.slice, ast.Slice):
        for text, weight in _bounds(node.slice, view):
            yield view.replace(Kind.SUBSCRIPT, node, f"{owner}[{text}]", weight)
        yield view.replace(Kind.SUBSCRIPT, node, owner, 0.4)
        return
    if view.types(node.value) & {"dict", "defaultdict", "OrderedDict"}:
        return
    index = view.code.cut(node.slice)
    for new, weight in (("-1", 0.8), ("0", 0.8), (f"-{view.text(node.slice)}", 0.3)):
        if new != index and not (new[0] == index[0] == "-"):
            yield view.replace(Kind.SUBSCRIPT, node.slice, new, weight)
    yield view.replace(Kind.SUBSCRIPT, node, owner, 0.3)


def _bounds(node: ast.Slice, view: View) -> Iterator[tuple[str, float]]:
    lower = "" if node.lower is None else view.code.cut(node.lower)
    upper = "" if node.upper is None else view.code.cut(node.upper)
    step = "" if node.step is None else f":{view.code.cut(node.step)}"
    if lower:
        yield f":{upper}{step}", 0.6
    else:
        yield f"1:{upper}{step}", 0.7
    if upper:
        yield f"{lower}:{step}", 0.6
    else:
        yield f"{lower}:-1{step}", 0.7
    if lower and upper and not step:
        yield f"{upper}:{lower}", 0.2
    if step:
        yield f"{lower}:{upper}", 0.6
    else:
        yield f"{lower}:{upper}:-1", 0.3
