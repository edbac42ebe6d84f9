"""Building blocks of recording code: nodes with places, names nobody can write, constants that become helpers."""

from __future__ import annotations

import ast
from typing import TypeVar

from rewriters import reraising, templates
from rewriters.templates import PLACEHOLDER, RERAISED

_Node = TypeVar("_Node", bound=ast.AST)

_FAR = "@" * 40
EXTEND = templates.EXTEND
SPACER = "@spacer" + _FAR
LOAD, STORE = ast.Load(), ast.Store()

HELPERS = tuple(
    "get unset type str token single resumed enter exit dump dump_unbound note hidden loosely locals exception instruction traceback id NameError RecursionError idle".split()
)
"""What stands in the code as the constant `(PLACEHOLDER, name)` until it is bound to the object of the run time."""


def temporary(kind: str, number: int) -> str:
    """Return the name of a local of ours. It is long, so that Python never suggests it for a misspelt name."""
    return f"@{kind}{number}{_FAR}"


def name(ident: str, ctx: ast.expr_context = LOAD) -> ast.Name:
    """A local variable of ours, or a name of the user's."""
    return ast.Name(ident, ctx)


def constant(value: object) -> ast.Constant:
    """Any constant."""
    return ast.Constant(value)  # type: ignore[arg-type]  # placeholders are tuples, which the compiler takes


def helper(what: str) -> ast.expr:
    """An object of the run time, as a constant: no name of ours in `co_names`."""
    return constant((PLACEHOLDER, what))


def call(function: ast.expr, *args: ast.expr) -> ast.Call:
    """A plain call."""
    return ast.Call(function, list(args), [])


def tuple_of(items: list[ast.expr]) -> ast.Tuple:
    """A tuple display."""
    return ast.Tuple(items, LOAD)


def walrus(target: str, value: ast.expr) -> ast.NamedExpr:
    """`(target := value)`."""
    return ast.NamedExpr(name(target, STORE), value)


def assign(target: str, value: ast.expr) -> ast.Assign:
    """`target = value`."""
    return ast.Assign([name(target, STORE)], value)


def first_of(value: ast.expr, then: ast.expr) -> ast.expr:
    """`value`, after which `then` is evaluated too."""
    return ast.Subscript(tuple_of([value, then]), constant(0), LOAD)


def after(first: ast.expr, value: ast.expr) -> ast.expr:
    """`value`, before which `first` is evaluated; `first` is falsy."""
    return ast.BoolOp(ast.Or(), [first, value])


def attribute_true(value: ast.expr) -> ast.expr:
    """`value.True`: a name no user has, and which `inspect.getclosurevars` passes over."""
    return ast.Attribute(value, "True", LOAD)


def attribute_false(value: ast.expr) -> ast.expr:
    """`value.False`."""
    return ast.Attribute(value, "False", LOAD)


def extend_or_null() -> ast.expr:
    """The tape's `extend` of this context, or one that drops what it gets."""
    return attribute_false(call(helper("get")))


def not_recording(*, bind: bool = True) -> ast.expr:
    """The test of a dual body; binds `@e`. The process-wide flag goes first: it costs a nanosecond, the context 20."""
    extend = attribute_true(call(helper("get")))
    is_none = ast.Compare(walrus(EXTEND, extend) if bind else extend, [ast.Is()], [constant(None)])
    return ast.BoolOp(ast.Or(), [attribute_true(helper("idle")), is_none])


def reraise() -> ast.Raise:
    """At the end of a bare handler of ours: the exception goes on. What it raises is a marker for `reraising`."""
    return ast.Raise(constant(RERAISED) if reraising.SUPPORTED else None, None)


def reraise_finally() -> list[ast.stmt]:
    """At the end of a `finally` of ours: the same."""
    if not reraising.SUPPORTED:
        return []
    return [ast.Expr(ast.Compare(constant(RERAISED), [ast.Is()], [constant(None)]))]


def place(node: _Node, at: ast.AST) -> _Node:
    """Give every node in `node` that has no position the one of `at`; one that has it ends the search below."""
    todo: list[ast.AST] = [node]
    while todo:
        new = todo.pop()
        if "lineno" in new._attributes:
            if hasattr(new, "lineno"):
                continue
            ast.copy_location(new, at)
            if isinstance(new, ast.Attribute):
                # The compiler puts it on the line where it ends, which tools of coverage would take as run.
                new.end_lineno, new.end_col_offset = new.lineno, new.col_offset
        todo.extend(ast.iter_child_nodes(new))
    return node
