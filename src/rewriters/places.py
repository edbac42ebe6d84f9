"""What a marked value fills: the global, attribute or default that later code reads, and the keys on the way to it."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from enum import StrEnum

from rewriters.scopes import FUNCTIONS, FunctionNode

_Container = ast.List | ast.Tuple | ast.Dict


class Kind(StrEnum):
    """Where a value is kept."""

    GLOBAL = "global"
    CLASS = "class attribute"
    INSTANCE = "instance attribute"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Place:
    """A place found again by name: `name` of the module, the class or the function `owner`, then the keys of `path`."""

    kind: Kind
    owner: str
    name: str
    path: tuple[object, ...] = ()


class Scoped:
    """The parents of every node of a module, and the scopes they stand in."""

    def __init__(self, tree: ast.Module) -> None:
        self._parents: dict[int, tuple[ast.AST, str]] = {}
        for node in ast.walk(tree):
            for name, value in ast.iter_fields(node):
                for child in value if isinstance(value, list) else [value]:
                    if isinstance(child, ast.AST):
                        self._parents[id(child)] = node, name

    def parent(self, node: ast.AST) -> tuple[ast.AST, str] | None:
        """Return the node around, and the field of it."""
        return self._parents.get(id(node))

    def scope(self, node: ast.AST) -> ast.AST | None:
        """Return the function, lambda or class a node is written in; for a default the function itself."""
        step = self.parent(node)
        while step is not None:
            parent, name = step
            inside = name not in {"decorator_list", "bases", "keywords", "returns"}
            if isinstance(parent, (*FUNCTIONS, ast.Lambda, ast.ClassDef)) and inside:
                return parent
            step = self.parent(parent)
        return None

    def runs_in_function(self, node: ast.AST) -> bool:
        """Is the node evaluated by a function, each time it runs? A default is not, nor is a class body."""
        step = self.parent(node)
        while step is not None:
            parent, name = step
            if isinstance(parent, ast.arguments):
                return False
            if isinstance(parent, ast.ClassDef) and name == "body":
                return False
            if isinstance(parent, (*FUNCTIONS, ast.Lambda)) and name == "body":
                return True
            step = self.parent(parent)
        return False

    def qualname(self, node: ast.AST) -> str:
        """Return the qualified name of the scope a node stands in; empty at module level."""
        scope = self.scope(node)
        return "" if scope is None else self.own_qualname(scope)

    def own_qualname(self, scope: ast.AST) -> str:
        """Return the qualified name of a function, lambda or class."""
        name = getattr(scope, "name", "<lambda>")
        outer = self.scope(scope)
        if outer is None:
            return name
        inner = "" if isinstance(outer, ast.ClassDef) else "<locals>."
        return f"{self.own_qualname(outer)}.{inner}{name}"


def _root(scoped: Scoped, node: ast.expr) -> tuple[ast.expr, tuple[object, ...]] | None:
    """Climb out of displays: the outermost one, and the keys that lead to the node."""
    path: tuple[object, ...] = ()
    while (step := scoped.parent(node)) is not None and isinstance(step[0], _Container):
        key = _key(step[0], node)
        if key is None:
            return None
        path = (key[0], *path)
        node = step[0]
    return node, path


def _key(container: _Container, node: ast.expr) -> tuple[object] | None:
    if not isinstance(container, ast.Dict):
        before = container.elts[: next(i for i, e in enumerate(container.elts) if e is node)]
        return None if any(isinstance(e, ast.Starred) for e in before) else (len(before),)
    for key, value in zip(container.keys, container.values, strict=True):
        if value is node and isinstance(key, ast.Constant):
            return (key.value,)
    return None


def place_of(scoped: Scoped, node: ast.expr) -> Place | None:
    """Return the place that an expression's value fills, or None where none can be found again."""
    rooted = _root(scoped, node)
    if rooted is None:
        return None
    root, path = rooted
    default = _default(scoped, root)
    if default is not None:
        function, formal = default
        return Place(Kind.DEFAULT, scoped.own_qualname(function), formal, path)
    target = _target(scoped, root)
    if isinstance(target, ast.Name):
        return _named(scoped, root, target.id, path)
    if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
        return _attribute(scoped, root, target.value.id, target.attr, path)
    return None


def _named(scoped: Scoped, root: ast.expr, name: str, path: tuple[object, ...]) -> Place | None:
    scope = scoped.scope(root)
    if scope is None:
        return Place(Kind.GLOBAL, "", name, path)
    if isinstance(scope, ast.ClassDef):
        return Place(Kind.CLASS, scoped.own_qualname(scope), name, path)
    declared = isinstance(scope, FUNCTIONS) and any(
        isinstance(n, ast.Global) and name in n.names for n in ast.walk(scope)
    )
    return Place(Kind.GLOBAL, "", name, path) if declared else None


def _attribute(
    scoped: Scoped, root: ast.expr, base: str, name: str, path: tuple[object, ...]
) -> Place | None:
    method = scoped.scope(root)
    if not isinstance(method, FUNCTIONS):
        return None
    owner = scoped.scope(method)
    first = [*method.args.posonlyargs, *method.args.args][:1]
    if isinstance(owner, ast.ClassDef) and first and first[0].arg == base:
        kind = Kind.CLASS if _is_classmethod(method) else Kind.INSTANCE
        return Place(kind, scoped.own_qualname(owner), name, path)
    return None


def _is_classmethod(method: FunctionNode) -> bool:
    return any(isinstance(d, ast.Name) and d.id == "classmethod" for d in method.decorator_list)


def _target(scoped: Scoped, node: ast.expr) -> ast.expr | None:
    step = scoped.parent(node)
    if step is None or step[1] != "value":
        return None
    match step[0]:
        case ast.Assign(targets=[first, *_]):
            return first
        case ast.AnnAssign(target=target) | ast.NamedExpr(target=target):
            return target
        case _:
            return None


def _default(scoped: Scoped, node: ast.expr) -> tuple[FunctionNode, str] | None:
    step = scoped.parent(node)
    if step is None or not isinstance(step[0], ast.arguments):
        return None
    arguments, around = step[0], scoped.parent(step[0])
    if around is None or not isinstance(around[0], FUNCTIONS):
        return None
    return around[0], _formal(arguments, node).arg


def _formal(arguments: ast.arguments, node: ast.expr) -> ast.arg:
    """Return the formal whose default an expression is."""
    positional = [*arguments.posonlyargs, *arguments.args]
    pairs = [
        *zip(reversed(positional), reversed(arguments.defaults), strict=False),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    return next(formal for formal, default in pairs if default is node)


def target_name(scoped: Scoped, node: ast.expr) -> str | None:
    """Return what a value is assigned to, directly: the name of a variable, attribute or formal."""
    match _target(scoped, node):
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            default = _default(scoped, node)
            return None if default is None else default[1]


def annotation_of(scoped: Scoped, node: ast.expr) -> str | None:
    """Return the annotation of what a value is assigned to, as text."""
    step = scoped.parent(node)
    if step is not None and isinstance(step[0], ast.AnnAssign):
        return ast.unparse(step[0].annotation)
    default = _default(scoped, node)
    if default is None:
        return None
    assert step is not None
    assert isinstance(step[0], ast.arguments)
    annotation = _formal(step[0], node).annotation
    return None if annotation is None else ast.unparse(annotation)


def is_formatted(scoped: Scoped, tree: ast.Module, node: ast.expr) -> bool:
    """Is `.format` asked of a value, or of what it is directly assigned to?"""
    step = scoped.parent(node)
    if step is not None and isinstance(step[0], ast.Attribute):
        return step[0].attr in _FORMATS
    name = target_name(scoped, node)
    return name is not None and any(
        isinstance(n, ast.Attribute) and n.attr in _FORMATS and _called(n.value) == name
        for n in ast.walk(tree)
    )


_FORMATS = frozenset({"format", "format_map"})


def _called(node: ast.expr) -> str | None:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return None
