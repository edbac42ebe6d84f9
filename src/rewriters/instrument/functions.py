"""Functions and classes: two bodies in one code, of which one records."""

from __future__ import annotations

import ast
from typing import Any, TypeVar

from rewriters import emit
from rewriters.asking import heads
from rewriters.instrument.expressions import formal_nodes
from rewriters.instrument.guards import function_body, new_path
from rewriters.instrument.observed import observed, observed_function
from rewriters.instrument.writer import Writer
from rewriters.reasons import Reason
from rewriters.scopes import FUNCTIONS, FunctionNode, own_nodes
from rewriters.templates import ALL_LOCALS, NOTHING, Action, RecordKind

_Holder = TypeVar("_Holder", bound=ast.AST)


def nested(writer: Writer, node: ast.stmt) -> list[ast.stmt]:
    """A `def` or `class` inside a recorded function binds a name.

    Decorators, annotations that are computed and a class body run as calls do.
    """
    assert isinstance(node, (*FUNCTIONS, ast.ClassDef))
    path = writer.path
    assert path is not None
    calls = isinstance(node, ast.ClassDef) or bool(node.decorator_list) or _is_computed(node)
    mark = writer.mark(node) if calls else None
    new = define(writer, node)
    path.add(writer.find(node), Action.STORE)
    path.wait_for(node.name)
    path.called = path.called or calls
    return [new] if mark is None else [emit.place(ast.Expr(mark), node), new]


def _is_computed(node: FunctionNode) -> bool:
    """Is a call among the annotations?"""
    annotations = [node.returns, *(f.annotation for f in formal_nodes(node.args))]
    return any(isinstance(n, ast.Call) for a in annotations if a is not None for n in ast.walk(a))


def define(writer: Writer, node: ast.stmt) -> ast.stmt:
    """Return the recording form of a `def` or `class`."""
    if isinstance(node, ast.ClassDef):
        return class_(writer, node)
    assert isinstance(node, FUNCTIONS)
    return function(writer, node)


def function(writer: Writer, node: FunctionNode) -> ast.stmt:
    """Return the function with its decorators and defaults recorded where they run, and a body that can record."""
    decorators = writer.exprs(node.decorator_list)
    args = node.args
    defaults = writer.exprs(args.defaults)
    kw_defaults = [writer.optional(d) for d in args.kw_defaults]
    new_args = ast.arguments(
        args.posonlyargs, args.args, args.vararg, args.kwonlyargs, kw_defaults, args.kwarg, defaults
    )
    fields = dict(ast.iter_fields(node))
    fields.update(decorator_list=decorators, args=new_args, body=_body(writer, node))
    return ast.copy_location(type(node)(**fields), node)


def _body(writer: Writer, node: FunctionNode) -> list[ast.stmt]:
    documentation, statements = split_docstring(node.body)
    asked, statements = heads(statements)
    site, scope = writer.find(node), writer.scopes[node]
    if site is None:
        return _written_inside(writer, node)
    if not statements:
        return node.body
    if scope.reflective or not writer.batch or _is_trivial(statements):
        if scope.reflective and (scope.suspends or isinstance(node, ast.AsyncFunctionDef)):
            writer.opaque.append((site, Reason.LOCALS_IN_GENERATOR))
            return node.body
        with writer.entered(node, site, None):
            writer.no_walrus = 0
            recording = observed_function(writer, node, site, statements)
        test = emit.not_recording(bind=False)
    else:
        path = new_path(writer, node, site)
        with writer.entered(node, site, path):
            writer.no_walrus = 0
            recording = function_body(writer, node, statements)
        test = emit.not_recording()
    declarations = [n for n in own_nodes(statements) if isinstance(n, (ast.Global, ast.Nonlocal))]
    plain = [without_declarations(s) for s in statements] if declarations else statements
    return [
        *documentation,
        *declarations,
        *asked,
        emit.place(ast.If(test, plain, recording), _first_line(statements[0])),
    ]


def _written_inside(writer: Writer, node: FunctionNode | ast.ClassDef) -> list[ast.stmt]:
    """Nobody wrote this function or class, but a user may have written what is defined in it."""
    with writer.entered(node, 0, None):
        return [
            writer.define(writer, s) if isinstance(s, (*FUNCTIONS, ast.ClassDef)) else s
            for s in node.body
        ]


def _first_line(node: ast.stmt) -> ast.AST:
    """Return where a statement begins: trace functions see no line of ours but that."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return decorators[0] if decorators else node


def _is_trivial(statements: list[ast.stmt]) -> bool:
    """Is nothing evaluated here, so that no variable of ours is needed?"""
    return all(
        isinstance(s, ast.Pass)
        or (
            isinstance(s, (ast.Expr, ast.Return))
            and (s.value is None or isinstance(s.value, ast.Constant))
        )
        for s in statements
    )


def split_docstring(body: list[ast.stmt]) -> tuple[list[ast.stmt], list[ast.stmt]]:
    """Return the docstring's statement, if there is one, and the rest."""
    first = body[0] if body else None
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        return body[:1], body[1:]
    return [], body


def without_declarations(node: ast.stmt) -> ast.stmt:
    """Return the statement without its `global` and `nonlocal` lines; those of nested scopes stay."""
    if isinstance(node, (ast.Global, ast.Nonlocal)):
        return ast.copy_location(ast.Pass(), node)
    if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
        return node
    if not any(isinstance(n, (ast.Global, ast.Nonlocal)) for n in own_nodes([node])):
        return node
    return _rebuilt(node)


def _rebuilt(node: _Holder) -> _Holder:
    """Return a copy of what holds statements, and of their lists."""
    fields: dict[str, Any] = {}
    for name, value in ast.iter_fields(node):
        holds = (
            isinstance(value, list)
            and value
            and isinstance(value[0], (ast.stmt, ast.ExceptHandler, ast.match_case))
        )
        fields[name] = [_undeclared(v) for v in value] if holds else value
    return (
        ast.copy_location(type(node)(**fields), node)
        if hasattr(node, "lineno")
        else type(node)(**fields)
    )


def _undeclared(node: ast.AST) -> ast.AST:
    return without_declarations(node) if isinstance(node, ast.stmt) else _rebuilt(node)


def class_(writer: Writer, node: ast.ClassDef) -> ast.stmt:
    """Return the class; its body runs in a namespace that may be the user's own mapping: no name of ours in it."""
    fields = dict(ast.iter_fields(node))
    fields["decorator_list"] = writer.exprs(node.decorator_list)
    generic = bool(fields.get("type_params"))
    writer.no_walrus += generic
    fields["bases"] = writer.exprs(node.bases)
    fields["keywords"] = [
        ast.copy_location(ast.keyword(k.arg, writer.expr(k.value)), k) for k in node.keywords
    ]
    writer.no_walrus -= generic
    site = writer.find(node)
    documentation, statements = split_docstring(node.body)
    if site is None:
        fields["body"] = _written_inside(writer, node)
    elif statements:
        with writer.entered(node, site, None):
            writer.no_walrus = 0
            fields["body"] = [
                *documentation,
                *_framed(writer, node, site, observed(writer, statements)),
            ]
    return ast.copy_location(ast.ClassDef(**fields), node)


def _framed(writer: Writer, node: ast.AST, site: int, body: list[ast.stmt]) -> list[ast.stmt]:
    enter = emit.call(emit.helper("enter"), writer.templates.add(RecordKind.ENTER, site))
    leave = emit.call(
        emit.helper("exit"),
        writer.templates.add(RecordKind.EXIT, site, (), (NOTHING,)),
        emit.constant(None),
    )
    note = ast.Expr(
        emit.call(
            emit.helper("note"), writer.templates.add(RecordKind.UNWIND, site, (), (ALL_LOCALS,))
        )
    )
    handler = ast.ExceptHandler(None, None, [note, emit.reraise()])
    framed = ast.Try(body, [handler], [], [])
    return [emit.place(s, node) for s in (ast.Expr(enter), framed, ast.Expr(leave))]


def module(writer: Writer, tree: ast.Module) -> ast.Module:
    """Return the whole module, its own level recorded too."""
    documentation, statements = split_docstring(tree.body)
    futures = [s for s in statements if isinstance(s, ast.ImportFrom) and s.module == "__future__"]
    rest = [s for s in statements if s not in futures]
    if not rest:
        return tree
    place = rest[0]
    body = _framed(writer, place, 0, observed(writer, rest))
    return ast.Module([*documentation, *futures, *body], tree.type_ignores)
