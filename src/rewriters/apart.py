"""Our locals stand apart from the user's: `co_varnames` of a function is what it is in plain code.

A local that is listed among the cell variables, and never made a cell, is as fast as any other. The lists are
consecutive, so ours must come last among the locals: dead code names the user's first. Not so from 3.13 on, where
`f_locals` takes what is listed so for a cell without a look: there `co_varnames` has our names too.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from inspect import CO_OPTIMIZED
from types import CodeType

from rewriters.scopes import FUNCTIONS, names_bound, own_nodes
from rewriters.templates import EXTEND

SUPPORTED = sys.version_info < (3, 13)
_HIDES = sys.version_info[:2] == (3, 12)
"""`locals()` at module level and in a class brings its dictionary up to date, but for targets of comprehensions."""


def name_first(tree: ast.AST, code: CodeType) -> bool:
    """Let functions name the user's locals before ours; `code` is what `tree` compiles to. Returns whether any had to."""
    wanted: dict[tuple[str, int], set[tuple[str, ...]]] = {}
    for inner in _codes(code):
        if late := _late(inner):
            wanted.setdefault((inner.co_name, inner.co_firstlineno), set()).add(late)
    found = False
    for node in ast.walk(tree) if wanted else ():
        if isinstance(node, FUNCTIONS) and _has_ours(node):
            names, *others = wanted.get((node.name, _first_line(node)), [()])
            if names and not others:
                _name(node, names)
                found = True
    return found


def set_apart(code: CodeType) -> CodeType:
    """Return the code, and the code in it, with our locals listed among the cell variables."""
    constants = tuple(set_apart(c) if type(c) is CodeType else c for c in code.co_consts)
    if any(new is not old for new, old in zip(constants, code.co_consts, strict=True)):
        code = code.replace(co_consts=constants)
    names = code.co_varnames
    if not code.co_flags & CO_OPTIMIZED:
        return code.replace(co_varnames=_unlike(names, code)) if _HIDES and names else code
    ours = [name for name in names if _is_ours(name) and name not in code.co_cellvars]
    if not ours or names[-len(ours) :] != tuple(ours):
        return code
    users = names[: -len(ours)]
    cells = (*(n for n in code.co_cellvars if n in users), *ours)
    others = (n for n in code.co_cellvars if n not in users)
    return code.replace(co_nlocals=len(users), co_varnames=users, co_cellvars=(*cells, *others))


def _unlike(names: tuple[str, ...], code: CodeType) -> tuple[str, ...]:
    """Return other names for hidden locals that are names of the class or module too.

    Changed code has no hidden ones: `locals()` would delete from the namespace what is named like one of them.
    """
    return tuple(f"@{name}" if name in code.co_names else name for name in names)


def _late(code: CodeType) -> tuple[str, ...]:
    """Return all locals of the user's if some come after one of ours."""
    names = code.co_varnames
    first = next((i for i, name in enumerate(names) if _is_ours(name)), len(names))
    users = tuple(name for name in names if not _is_ours(name))
    return users if len(users) > first else ()


def _is_ours(name: str) -> bool:
    return name[:1] == "@" and not name.startswith("@py_")


def _has_ours(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Is this a function with two bodies? Its twin in the half that does not record is of the same name and line."""
    last = node.body[-1]
    return isinstance(last, ast.If) and any(
        isinstance(n, ast.NamedExpr) and n.target.id == EXTEND for n in ast.walk(last.test)
    )


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if type(constant) is CodeType:
            yield from _codes(constant)


def _first_line(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return node.decorator_list[0].lineno if node.decorator_list else node.lineno


def _name(node: ast.FunctionDef | ast.AsyncFunctionDef, names: tuple[str, ...]) -> None:
    """Put the dead code before the two bodies, which are one statement, the last."""
    bound = {n for inner in own_nodes(node.body) for n in names_bound(inner)}
    arguments = {n.arg for n in ast.walk(node.args) if isinstance(n, ast.arg)}
    named: list[ast.expr] = [
        ast.Name(name, ast.Load()) if name in bound or name in arguments else _turning(name)
        for name in names
    ]
    dead = ast.If(ast.Constant(None), [ast.Expr(ast.Tuple(named, ast.Load()))], [])
    place = node.body[-1]
    for new in ast.walk(dead):
        if "lineno" in new._attributes:
            ast.copy_location(new, place)
            new.end_lineno, new.end_col_offset = place.lineno, place.col_offset  # type: ignore[attr-defined]  # it has a place
    node.body.insert(len(node.body) - 1, dead)


def _turning(name: str) -> ast.expr:
    """Return a comprehension with this target."""
    clause = ast.comprehension(ast.Name(name, ast.Store()), ast.Constant(None), [], 0)
    return ast.ListComp(ast.Constant(None), [clause])
