"""Code that asks before it uses a value: loads of places that marks filled, marks themselves, bodies of functions.

What is asked stands in the code as a placeholder, named here, and is bound like the helpers of recording code.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from rewriters import emit
from rewriters.scopes import FUNCTIONS, FunctionNode, Scope, Scopes, formals, own_nodes
from rewriters.spans import Span

_BODY = emit.temporary("b", 0)
_UNASKED = frozenset({"annotation", "returns", "type_params"})
_Node = TypeVar("_Node", bound=ast.AST)


class AskedLoad(ast.Call):
    """`ask(NAME)`: the value of a global, or another one. `original`: the load."""

    original: ast.expr


class AskedOwner(ast.Call):
    """`ask(x).attribute`, `ask(x)[key]`: the object itself, or one that has another value there."""


class AskedMark(ast.IfExp):
    """`given() if has() else mark`. `original`: the mark."""

    original: ast.expr


class Head(ast.If):
    """What a function asks before anything else: other defaults, another body."""


@dataclass(frozen=True)
class Asked:
    """What of a module is to ask: the placeholders, by what they stand for.

    `defaults` are by line of the `def` and name; `marks` by span; `bodies` by line of the `def`, with the free
    variables of the function.
    """

    globals: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()
    items: bool = False
    defaults: frozenset[tuple[int, str]] = frozenset()
    marks: frozenset[Span] = frozenset()
    bodies: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(
            self.globals
            or self.attributes
            or self.items
            or self.defaults
            or self.marks
            or self.bodies
        )

    def name(self) -> str:
        """Return a text that tells this from others, for the cache."""
        parts = (
            sorted(self.globals),
            sorted(self.attributes),
            self.items,
            sorted(self.defaults),
            sorted(self.marks),
            sorted(self.bodies.items()),
        )
        return f"asking {parts!r}"


def placeholder_of_global(name: str) -> str:
    """Return the placeholder that is called with a global's value."""
    return f"global {name}"


def placeholder_of_attribute(name: str) -> str:
    """Return the placeholder that is called with the owner of an attribute."""
    return f"attribute {name}"


ITEMS = "items"
"""The placeholder that is called with a container."""


def placeholder_of_default(line: int, name: str) -> str:
    """Return the placeholder that is called with a formal's value."""
    return f"default {line} {name}"


def placeholder_of_mark(span: Span, what: str) -> str:
    """Return the placeholder for `has` and `given` of a mark."""
    return f"{what} {span.line} {span.col} {span.end_line} {span.end_col}"


def placeholder_of_body(line: int) -> str:
    """Return the placeholder that gives the body to run instead, or None."""
    return f"body {line}"


def ask(tree: ast.Module, asked: Asked) -> None:
    """Make the functions of a module ask; the module's own level and class bodies run once and do not."""
    _Asking(tree, asked).visit(tree)


class _Asking(ast.NodeTransformer):
    def __init__(self, tree: ast.Module, asked: Asked) -> None:
        self._asked = asked
        self._scopes = Scopes(tree)
        self._scope: Scope | None = None
        self._function = False

    def generic_visit(self, node: ast.AST) -> ast.AST:
        try:
            inner = self._scopes[node]
        except KeyError:
            return self._inside(node)
        outer, self._scope = (self._scope, self._function), inner
        if isinstance(node, (*FUNCTIONS, ast.Lambda)):
            self._function = True
        elif isinstance(node, ast.ClassDef):
            self._function = False
        new = self._inside(node)
        self._scope, self._function = outer
        if isinstance(new, FUNCTIONS):
            self._head(new)
        return new

    def _inside(self, node: _Node) -> _Node:
        kept = {name: getattr(node, name, None) for name in _UNASKED if hasattr(node, name)}
        for name in kept:
            setattr(node, name, None)
        super().generic_visit(node)
        for name, value in kept.items():
            setattr(node, name, value)
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:  # ast's name
        if not self._asks(node) or node.id not in self._asked.globals:
            return self._marked(node, node)
        assert self._scope is not None
        if not self._scope.is_global(node.id):
            return self._marked(node, node)
        new = AskedLoad(emit.helper(placeholder_of_global(node.id)), [node], [])
        new.original = node
        return emit.place(new, node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:  # ast's name
        self.generic_visit(node)
        if self._asks(node) and node.attr in self._asked.attributes:
            node.value = _owner(placeholder_of_attribute(node.attr), node.value)
        elif self._asks(node) and node.attr == "get" and self._asked.items:
            node.value = _owner(ITEMS, node.value)
        return self._marked(node, node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:  # ast's name
        self.generic_visit(node)
        if self._asks(node) and self._asked.items and not isinstance(node.slice, ast.Slice):
            node.value = _owner(ITEMS, node.value)
        return self._marked(node, node)

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.pattern):
            return node
        new: ast.AST = super().visit(node)
        if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)):
            return new
        return self._marked(node, new)

    def _asks(self, node: ast.AST) -> bool:
        return self._function and isinstance(getattr(node, "ctx", None), ast.Load)

    def _marked(self, node: ast.AST, new: ast.AST) -> ast.AST:
        if not self._function or not isinstance(new, ast.expr) or not self._asked.marks:
            return new
        span = Span.of(node)
        if span not in self._asked.marks:
            return new
        has = emit.call(emit.helper(placeholder_of_mark(span, "has")))
        given = emit.call(emit.helper(placeholder_of_mark(span, "given")))
        choice = AskedMark(has, given, new)
        choice.original = new
        return emit.place(choice, node)

    def _head(self, node: FunctionNode) -> None:
        statements: list[ast.stmt] = []
        for name in formals(node.args):
            if (node.lineno, name) in self._asked.defaults:
                asking = emit.call(
                    emit.helper(placeholder_of_default(node.lineno, name)), emit.name(name)
                )
                statements.append(emit.assign(name, asking))
        if node.lineno in self._asked.bodies:
            statements += _dispatch(node, self._asked.bodies[node.lineno])
        if not statements:
            return
        documented = int(ast.get_docstring(node, clean=False) is not None)
        at = node.body[documented] if len(node.body) > documented else node.body[0]
        head = emit.place(Head(emit.constant(1), statements, []), at)
        node.body.insert(documented, head)


def _owner(what: str, value: ast.expr) -> ast.expr:
    return emit.place(AskedOwner(emit.helper(what), [value], []), value)


def heads(statements: list[ast.stmt]) -> tuple[list[ast.stmt], list[ast.stmt]]:
    """Return what a body asks first, and the rest."""
    if statements and isinstance(statements[0], Head):
        return statements[0].body, statements[1:]
    return [], statements


def _dispatch(node: FunctionNode, free: tuple[str, ...]) -> list[ast.stmt]:
    """Run another body, if one is given, with the very arguments and closure of this call."""
    closure: ast.expr = emit.constant(None)
    if free:
        names = ast.Lambda(
            ast.arguments([], [], None, [], [], None, []),
            emit.tuple_of([emit.name(n) for n in free]),
        )
        closure = ast.Attribute(names, "__closure__", emit.LOAD)
    body = emit.call(emit.helper(placeholder_of_body(node.lineno)), closure)
    test = ast.Compare(emit.walrus(_BODY, body), [ast.IsNot()], [emit.constant(None)])
    return [ast.If(test, _run_instead(node), [])]


def _run_instead(node: FunctionNode) -> list[ast.stmt]:
    call = _forwarded(node.args)
    yields = any(isinstance(n, (ast.Yield, ast.YieldFrom)) for n in own_nodes(node.body))
    if isinstance(node, ast.AsyncFunctionDef):
        return _driven(call) if yields else [ast.Return(ast.Await(call))]
    return [ast.Return(ast.YieldFrom(call) if yields else call)]


def _forwarded(args: ast.arguments) -> ast.Call:
    positional: list[ast.expr] = [emit.name(a.arg) for a in (*args.posonlyargs, *args.args)]
    if args.vararg is not None:
        positional.append(ast.Starred(emit.name(args.vararg.arg), emit.LOAD))
    keywords = [ast.keyword(a.arg, emit.name(a.arg)) for a in args.kwonlyargs]
    if args.kwarg is not None:
        keywords.append(ast.keyword(None, emit.name(args.kwarg.arg)))
    return ast.Call(emit.name(_BODY), positional, keywords)


_DRIVEN = """
async def f():
    _gen = _call
    try:
        _value = await _gen.__anext__()
        while True:
            try:
                _sent = yield _value
            except GeneratorExit:
                await _gen.aclose()
                raise
            except BaseException as _error:
                _value = await _gen.athrow(_error)
            else:
                _value = await _gen.asend(_sent)
    except StopAsyncIteration:
        return
"""
"""How an async generator passes on what it is sent and thrown: there is no `yield from` for it."""


def _driven(call: ast.Call) -> list[ast.stmt]:
    tree = ast.parse(_DRIVEN).body[0]
    assert isinstance(tree, ast.AsyncFunctionDef)
    ours = {n: emit.temporary("g", i) for i, n in enumerate(("_gen", "_value", "_sent", "_error"))}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in ours:
            node.id = ours[node.id]
        elif isinstance(node, ast.ExceptHandler) and node.name in ours:
            node.name = ours[node.name]
        elif (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Name)
            and (node.value.id == "_call")
        ):
            node.value = call
        for name in ("lineno", "col_offset", "end_lineno", "end_col_offset"):
            if hasattr(node, name):
                delattr(node, name)
    return tree.body
