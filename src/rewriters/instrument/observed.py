"""Code without temporaries: class bodies, module level, functions that look at their own locals."""

from __future__ import annotations

import ast
from typing import Any

from rewriters import emit
from rewriters.instrument.asserts import assert_site
from rewriters.instrument.choices import asserted, test
from rewriters.instrument.expressions import formal_nodes, index
from rewriters.instrument.guards import ends_late
from rewriters.instrument.writer import Writer
from rewriters.scopes import FunctionNode, target_names
from rewriters.templates import ALL_LOCALS, NOTHING, Action, RecordKind, step


def observed(writer: Writer, statements: list[ast.stmt]) -> list[ast.stmt]:
    """Return the statements, each expression recorded by a call of its own."""
    return [new for s in statements for new in _statement(writer, s)]


def observed_function(
    writer: Writer, node: FunctionNode, site: int, statements: list[ast.stmt]
) -> list[ast.stmt]:
    """Return the body of a function that must see no variable of ours."""
    formals = formal_nodes(node.args)
    sites = [writer.find(f) for f in formals]
    steps = tuple(step(s, Action.STORE) for s in sites if s is not None)
    template = writer.templates.add(RecordKind.ENTER, site, steps, tuple(range(len(steps))))
    values = [emit.name(f.arg) for f, s in zip(formals, sites, strict=True) if s is not None]
    enter = ast.Expr(emit.call(emit.helper("enter"), template, *values))
    writer.leaves = ends_late(statements)
    leave = ast.Expr(
        emit.call(
            emit.helper("exit"),
            writer.templates.add(_end(writer), site, (), (NOTHING,)),
            emit.constant(None),
        )
    )
    body = observed(writer, statements)
    note = ast.Expr(
        emit.call(
            emit.helper("note"), writer.templates.add(RecordKind.UNWIND, site, (), (ALL_LOCALS,))
        )
    )
    handler = ast.ExceptHandler(None, None, [note, emit.reraise()])
    inner = ast.Try([*body, leave], [handler], [], [])
    if writer.leaves:
        left = emit.call(emit.helper("enter"), writer.templates.add(RecordKind.LEAVE, site))
        inner = ast.Try([inner], [], [], [ast.Expr(left), *emit.reraise_finally()])
    return [emit.place(s, node) for s in (enter, inner)]


def _end(writer: Writer) -> RecordKind:
    return RecordKind.RETURN if writer.leaves else RecordKind.EXIT


def _statement(writer: Writer, node: ast.stmt) -> list[ast.stmt]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return [writer.define(writer, node), *_stored(writer, node, node, node.name)]
        case ast.Global() | ast.Nonlocal() if (
            writer.scope is not None and not writer.scope.is_class
        ):
            return [ast.copy_location(ast.Pass(), node)]
        case ast.Import() | ast.ImportFrom():
            names = [(a, (a.asname or a.name).split(".")[0]) for a in node.names if a.name != "*"]
            return [node, *(s for a, n in names for s in _stored(writer, node, a, n))]
        case ast.Assign():
            return _assign(writer, node)
        case ast.Return():
            value = (
                node.value
                if node.value is not None
                else ast.copy_location(ast.Constant(None), node)
            )
            site = writer.find(node)
            template = writer.templates.add(
                _end(writer), writer.function, () if site is None else (step(site),), (NOTHING,)
            )
            new = emit.call(emit.helper("exit"), template, writer.expr(value))
            if node.value is None:  # an asynchronous generator may return no value
                told = emit.place(ast.Expr(new), node)
                return [told, node]
            return [ast.copy_location(ast.Return(emit.place(new, node)), node)]
        case _:
            return [_rebuilt(writer, node), *_grown(writer, node)]


def _assign(writer: Writer, node: ast.Assign) -> list[ast.stmt]:
    value, site = writer.expr(node.value), writer.find(node.value)
    if isinstance(node.value, ast.Constant) and site is not None:
        value = writer.single(node.value, site, value)
    new = ast.Assign([_target(writer, t) for t in node.targets], value)
    names = [n for t in node.targets for n in target_names(t)]
    return [
        ast.copy_location(new, node),
        *(s for n in names for s in _stored(writer, node, n, n.id)),
        *_placed(writer, node, node.targets),
    ]


def _stored(writer: Writer, at: ast.stmt, node: ast.AST, name: str) -> list[ast.stmt]:
    """Record that a name was bound. A class body's namespace is not asked: it may be the user's mapping."""
    site = writer.find(node)
    if site is None:
        return []
    template = writer.templates.add(
        RecordKind.SINGLE, writer.function, (step(site, Action.STORE),), (0,)
    )
    in_class = writer.scope is not None and writer.scope.is_class
    value = emit.helper("unset") if in_class else emit.name(name)
    return [emit.place(ast.Expr(emit.call(emit.helper("single"), template, value)), at)]


def _placed(writer: Writer, at: ast.stmt, targets: list[ast.expr]) -> list[ast.stmt]:
    """Record that attributes and elements were stored or deleted; of their values nothing is asked."""
    told: list[ast.stmt] = []
    for target in targets:
        if isinstance(target, (ast.Tuple, ast.List)):
            told += _placed(writer, at, target.elts)
        elif isinstance(target, ast.Starred):
            told += _placed(writer, at, [target.value])
        elif isinstance(target, (ast.Attribute, ast.Subscript)):
            told += _happened(writer, at, target)
    return told


def _happened(writer: Writer, at: ast.stmt, node: ast.AST) -> list[ast.stmt]:
    site = writer.find(node)
    if site is None:
        return []
    steps = (step(site, Action.STORE),)
    template = writer.templates.add(RecordKind.SINGLE, writer.function, steps, (0,))
    told = emit.call(emit.helper("single"), template, emit.helper("unset"))
    return [emit.place(ast.Expr(told), at)]


def _grown(writer: Writer, node: ast.stmt) -> list[ast.stmt]:
    """What a `for`, `with` or `name += …` binds is read after it; a string that grows is left alone."""
    if (
        isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and node.value is not None
    ):
        return _stored(writer, node, node.target, node.target.id)
    match node:
        case ast.AugAssign(target=ast.Name(id=name)) if writer.scope is None:
            return _stored(writer, node, node, name)
        case ast.AugAssign():
            return _happened(writer, node, node)
        case ast.AnnAssign(target=ast.expr() as target) if node.value is not None:
            return _placed(writer, node, [target])
        case ast.Delete():
            return _placed(writer, node, node.targets)
        case _:
            pass
    return []


def _target(writer: Writer, node: ast.expr) -> ast.expr:
    match node:
        case ast.Attribute():
            new: ast.expr = ast.Attribute(writer.expr(node.value), node.attr, node.ctx)
        case ast.Subscript():
            new = ast.Subscript(writer.expr(node.value), index(writer, node.slice), node.ctx)
        case ast.Tuple() | ast.List():
            new = type(node)([_target(writer, t) for t in node.elts], node.ctx)
        case ast.Starred():
            new = ast.Starred(_target(writer, node.value), node.ctx)
        case _:
            return node
    return ast.copy_location(new, node)


def _rebuilt(writer: Writer, node: ast.stmt) -> ast.stmt:
    """Any other statement: its expressions, targets and bodies, in place."""
    if type(node).__name__ == "TypeAlias" or isinstance(node, (ast.Global, ast.Nonlocal, ast.Pass)):
        return node
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return node
    if isinstance(node, ast.Assert) and writer.optimized:
        return node
    if isinstance(node, ast.If) and assert_site(writer, node) is not None:
        return ast.copy_location(ast.If(test(writer, node.test), node.body, node.orelse), node)
    if isinstance(node, ast.Assert):
        return ast.copy_location(
            ast.Assert(asserted(writer, node.test), writer.optional(node.msg)), node
        )
    fields: dict[str, Any] = {
        name: _field(writer, name, value) for name, value in ast.iter_fields(node)
    }
    if isinstance(node, (ast.For, ast.AsyncFor)):
        fields["body"] = [*_loop_names(writer, node), *fields["body"]]
    if isinstance(node, (ast.Try, ast.TryStar, ast.With, ast.AsyncWith)):
        fields["body"] = _noted(writer, node, fields["body"])
    return ast.copy_location(type(node)(**fields), node)


def _loop_names(writer: Writer, node: ast.For | ast.AsyncFor) -> list[ast.stmt]:
    names = [s for n in target_names(node.target) for s in _stored(writer, node, n, n.id)]
    return [*names, *_placed(writer, node, [node.target])]


def _noted(writer: Writer, node: ast.stmt, body: list[ast.stmt]) -> list[ast.stmt]:
    if not writer.guards:
        return body
    note = ast.Expr(
        emit.call(
            emit.helper("note"),
            writer.templates.add(RecordKind.RAISE, writer.function, (), (ALL_LOCALS,)),
        )
    )
    return [
        emit.place(
            ast.Try(body, [ast.ExceptHandler(None, None, [note, emit.reraise()])], [], []),
            node,
        )
    ]


def _field(writer: Writer, name: str, value: Any) -> Any:
    match value:
        case ast.expr() if name == "annotation":
            return value
        case ast.expr() if name in {"target", "optional_vars"}:
            return _target(writer, value)
        case ast.expr() if name == "test":
            return test(writer, value)
        case ast.expr():
            return writer.expr(value)
        case [ast.stmt(), *_]:
            return observed(writer, value)
        case [ast.expr(), *_] if name == "targets":
            return [_target(writer, t) for t in value]
        case [ast.withitem(), *_]:
            return [
                ast.withitem(writer.expr(i.context_expr), _optional_target(writer, i.optional_vars))
                for i in value
            ]
        case [ast.ExceptHandler(), *_]:
            return [_handler(writer, h) for h in value]
        case [ast.match_case(), *_]:
            return [
                ast.match_case(
                    c.pattern,
                    None if c.guard is None else test(writer, c.guard),
                    observed(writer, c.body),
                )
                for c in value
            ]
        case _:
            return value


def _optional_target(writer: Writer, node: ast.expr | None) -> ast.expr | None:
    return None if node is None else _target(writer, node)


def _handler(writer: Writer, node: ast.ExceptHandler) -> ast.ExceptHandler:
    new = ast.ExceptHandler(node.type, node.name, observed(writer, node.body))
    return ast.copy_location(new, node)
