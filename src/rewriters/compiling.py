"""From a recording tree to code, and the helpers of the run time into its constants."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from types import CodeType
from typing import TYPE_CHECKING, Any

from rewriters.templates import PLACEHOLDER, RERAISED

if TYPE_CHECKING:
    import ast


def compile_recording(tree: ast.Module, filename: str) -> CodeType:
    """Compile a recording tree. Its two bodies would warn again of what the original has been compiled for before."""

    def plainly(tree: Any) -> CodeType:
        code: CodeType = compile(tree, filename, "exec", dont_inherit=True)
        return code

    from rewriters.apart import SUPPORTED, name_first, set_apart

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        code = compile_reraising(tree, plainly)
        if SUPPORTED and name_first(tree, code):
            code = compile_reraising(tree, plainly)
        return set_apart(code) if SUPPORTED else code


def compile_reraising(tree: ast.AST, compile_: Callable[[Any], CodeType]) -> CodeType:
    """Compile a recording tree, or a part of one, so that its guards let exceptions pass as if they were not there."""
    from rewriters.reraising import Unfamiliar, reraising

    try:
        return reraising(compile_(tree), RERAISED)
    except Unfamiliar:  # then a dead frame's line is that of our `raise`
        return compile_(_raising_plainly(tree))


def _raising_plainly(tree: ast.AST) -> ast.AST:
    """Replace the markers of `reraising` by what does without it."""
    import ast

    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and _is_marker(node.exc):
            node.exc = None
        elif isinstance(node, ast.Compare) and _is_marker(node.left):
            node.left = ast.copy_location(ast.Constant(None), node.left)
    return tree


def _is_marker(node: ast.expr | None) -> bool:
    return getattr(node, "value", None) == RERAISED


def bind(code: CodeType, helpers: Mapping[str, object]) -> CodeType:
    """Return `code` with each placeholder replaced by its helper, in nested code too.

    A plain `def` inside the half that does not record gives way to its twin in the half that does, so that closures
    made while nothing records can record later.
    """
    old, nested = code.co_consts, False
    new: list[object] = []
    for place, constant in enumerate(old):
        kind, bound = type(constant), constant
        if kind is CodeType:
            bound = bind(constant, helpers)
            nested = nested or bound is not constant
        elif kind is tuple and len(constant) == 2 and constant[0] == PLACEHOLDER:
            bound = helpers.get(constant[1], constant)
        if bound is not constant:
            new = new or list(old)
            new[place] = bound
    if not new:
        return code
    return code.replace(co_consts=tuple(_twins(old, new) if nested else new))


def _twins(old: tuple[object, ...], new: list[object]) -> list[object]:
    """Put the code of recording functions (those that binding changed) in place of their plain twins."""
    groups: dict[tuple[object, ...], tuple[list[int], list[int]]] = {}
    for i, code in enumerate(new):
        if type(code) is CodeType and (code.co_name[0] != "<" or code.co_name == "<lambda>"):
            key = (code.co_name, code.co_firstlineno, code.co_freevars)
            groups.setdefault(key, ([], []))[code is not old[i]].append(i)
    for plain, recording in groups.values():
        if len(plain) == len(recording):
            for i, j in zip(plain, recording, strict=True):
                new[i] = new[j]
    return new


def is_recording(code: CodeType) -> bool:
    """Has this function's own code been bound to helpers of the run time?"""
    return any(type(c).__name__ == "_Named" for c in code.co_consts)
