"""Which name means what: scopes of a module, read off the tree (`symtable` knows only source text)."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
SUSPENSIONS = (ast.Yield, ast.YieldFrom, ast.Await, ast.AsyncFor, ast.AsyncWith)
_BUILTINS = frozenset(dir(builtins))
_REFLECTIVE = frozenset({"locals", "vars", "dir", "eval", "exec", "f_locals"})


@dataclass(eq=False)
class Scope:
    """A function, lambda, comprehension or class, with the names it binds.

    `shared` are locals that a nested function rebinds, `grown` those some `name op= …` rebinds.
    """

    node: ast.AST
    parent: Scope | None
    module: ModuleNames
    bound: set[str] = field(default_factory=set)
    globals: set[str] = field(default_factory=set)
    nonlocals: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)
    reflective: bool = False
    suspends: bool = False

    @property
    def is_class(self) -> bool:
        """Names of a class body are seen by itself only."""
        return isinstance(self.node, ast.ClassDef)

    def moves(self, name: str) -> bool:
        """May the value of `name` differ from what this frame last recorded as stored there?"""
        if name in self.shared or name in self.nonlocals:
            return True
        if name in self.bound:
            return False
        if name not in self.globals:
            outer = self.parent
            while outer is not None:
                if name in outer.bound and not outer.is_class:
                    return not self._shares_frame(outer) or outer.moves(name)
                if name in outer.globals:
                    break
                outer = outer.parent
        return not self.module.fixed(name)

    def is_global(self, name: str) -> bool:
        """Does `name` mean the module's or the builtins' here?"""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.globals:
                return True
            if name in scope.nonlocals or (
                name in scope.bound and (scope is self or not scope.is_class)
            ):
                return False
            scope = scope.parent
        return True

    def _shares_frame(self, outer: Scope) -> bool:
        """Is `outer` the function this comprehension runs in, at once?"""
        scope: Scope | None = self
        while scope is not None and scope is not outer:
            if not isinstance(scope.node, (ast.ListComp, ast.SetComp, ast.DictComp)):
                return False
            scope = scope.parent
        return True

    def is_local(self, name: str) -> bool:
        """Is `name` a fast local that this frame alone rebinds?"""
        return name in self.bound and name not in self.shared


@dataclass
class ModuleNames:
    """The names of a module: how often each is bound, and by what."""

    counts: dict[str, int] = field(default_factory=dict)
    defined: set[str] = field(default_factory=set)

    def bind(self, name: str, *, times: int = 1, definition: bool = False) -> None:
        """Count one binding; `definition`: by a `def`, `class` or `import`."""
        self.counts[name] = self.counts.get(name, 0) + times
        if definition:
            self.defined.add(name)

    def fixed(self, name: str) -> bool:
        """Is the value of this global known without recording its loads: defined once, or a builtin?"""
        count = self.counts.get(name, 0)
        return count == 1 and name in self.defined if count else name in _BUILTINS


class Scopes:
    """All scopes of one tree, by their node.

    `direct`: names whose call enters the function of that name, once, at once: plain functions of the module.
    `generators`: the names of generator functions, wherever they are defined.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.module = ModuleNames()
        self._by_node: dict[int, Scope] = {}
        self._tree = tree
        self.generators: set[str] = set()
        for statement in tree.body:
            self._module_level(statement)
        for statement in tree.body:
            self._visit(statement, None)
        self._share()
        self.direct = frozenset(
            s.name
            for s in tree.body
            if isinstance(s, ast.FunctionDef)
            and not s.decorator_list
            and not self[s].suspends
            and self.module.fixed(s.name)
        )

    def __getitem__(self, node: ast.AST) -> Scope:
        return self._by_node[id(node)]

    def _module_level(self, statement: ast.stmt) -> None:
        times = 2 if isinstance(statement, (ast.For, ast.While, ast.AugAssign)) else 1
        for node in own_nodes([statement]):
            for name in names_bound(node):
                definition = isinstance(
                    node, (*FUNCTIONS, ast.ClassDef, ast.Import, ast.ImportFrom)
                )
                self.module.bind(name, times=times, definition=definition)

    def _visit(self, node: ast.AST, scope: Scope | None) -> None:
        """Enter every scope below `node`, which stands in `scope`."""
        if isinstance(node, (*FUNCTIONS, ast.Lambda, ast.ClassDef, *COMPREHENSIONS)):
            for outside in evaluated_outside(node):
                self._visit(outside, scope)
            scope = self._enter(node, scope)
            for inside in evaluated_inside(node):
                self._visit(inside, scope)
            return
        if isinstance(node, ast.Global):
            for name in node.names:
                self.module.bind(name, times=2)
        for child in ast.iter_child_nodes(node):
            self._visit(child, scope)

    def _enter(self, node: ast.AST, parent: Scope | None) -> Scope:
        scope = self._by_node[id(node)] = Scope(node, parent, self.module)
        if isinstance(node, (*FUNCTIONS, ast.Lambda)):
            scope.bound.update(formals(node.args))
        for inner in own_nodes(evaluated_inside(node)):
            scope.bound.update(names_bound(inner))
            if isinstance(inner, ast.Global):
                scope.globals.update(inner.names)
            elif isinstance(inner, ast.Nonlocal):
                scope.nonlocals.update(inner.names)
            elif isinstance(inner, SUSPENSIONS):
                scope.suspends = True
                if isinstance(node, FUNCTIONS) and isinstance(inner, (ast.Yield, ast.YieldFrom)):
                    self.generators.add(node.name)
            else:
                scope.reflective |= _is_reflective(inner)
        if isinstance(node, COMPREHENSIONS):
            for generator in node.generators:
                scope.bound.update(n.id for n in target_names(generator.target))
        _show_around(scope)
        scope.bound -= scope.globals | scope.nonlocals
        return scope

    def _share(self) -> None:
        """A name declared nonlocal somewhere is shared with the function that binds it.

        So is one that a generator expression binds: its turns run in other frames' time.
        """
        for scope in list(self._by_node.values()):
            if isinstance(scope.node, ast.GeneratorExp):
                walruses = (n for n in ast.walk(scope.node) if isinstance(n, ast.NamedExpr))
                scope.nonlocals.update(n.target.id for n in walruses)
        for scope in self._by_node.values():
            for name in scope.nonlocals:
                owner = scope.parent
                while owner is not None and (name not in owner.bound or owner.is_class):
                    owner = owner.parent
                if owner is not None:
                    owner.shared.add(name)


def _show_around(scope: Scope) -> None:
    """What sees the locals of a comprehension sees ours of the function around; from 3.12 on they share a frame."""
    around = scope.parent
    while scope.reflective and isinstance(scope.node, _IN_PLACE) and around is not None:
        around.reflective = True
        scope, around = around, around.parent


_IN_PLACE = (ast.ListComp, ast.SetComp, ast.DictComp)


def _is_reflective(node: ast.AST) -> bool:
    """Does this node name something that shows a frame its locals? What pytest inserts only asks for users' names."""
    match node:
        case ast.Attribute(value=ast.Name(id=name)) if name[:1] == "@":
            return False
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in _REFLECTIVE
        case _:
            return False


def target_names(target: ast.expr) -> Iterator[ast.Name]:
    """Iterate over the names that a target binds; names inside its expressions are not among them."""
    match target:
        case ast.Name():
            yield target
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                yield from target_names(part)
        case ast.Starred(value=value):
            yield from target_names(value)
        case _:
            pass


def formals(args: ast.arguments) -> list[str]:
    """Return the names of a function's formals."""
    named = [
        *args.posonlyargs,
        *args.args,
        *args.kwonlyargs,
        *(a for a in (args.vararg, args.kwarg) if a),
    ]
    return [a.arg for a in named]


def evaluated_outside(node: ast.AST) -> list[ast.AST]:
    """Return the parts of a scope's node that run in the scope around it: defaults, decorators, bases, first iterable."""
    if isinstance(node, (*FUNCTIONS, ast.Lambda)):
        defaults = [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]
        return [*getattr(node, "decorator_list", []), *defaults]
    if isinstance(node, ast.ClassDef):
        return [*node.decorator_list, *node.bases, *node.keywords]
    if isinstance(node, COMPREHENSIONS):
        return [node.generators[0].iter]
    return []


def evaluated_inside(node: ast.AST) -> list[ast.AST]:
    """Return the parts of a scope's node that run in the scope itself."""
    if isinstance(node, COMPREHENSIONS):
        parts: list[ast.AST] = (
            [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        )
        for i, generator in enumerate(node.generators):
            parts += [*generator.ifs, *([generator.iter] if i else [])]
        return parts
    body = getattr(node, "body", [])
    return list(body) if isinstance(body, list) else [body]


def own_nodes(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Iterate over the nodes of one scope; of nested scopes only what runs in this one, and walrus targets."""
    todo = list(nodes)
    while todo:
        node = todo.pop()
        yield node
        if isinstance(node, COMPREHENSIONS):
            todo += evaluated_outside(node)
            todo += (n for part in evaluated_inside(node) for n in _walruses(part))
            if any(g.is_async for g in node.generators):
                yield ast.Await(ast.Constant(None))
        elif isinstance(node, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
            todo += evaluated_outside(node)
        else:
            todo += ast.iter_child_nodes(node)


def _walruses(node: ast.AST) -> Iterator[ast.AST]:
    """A walrus in a comprehension binds, and an `await` there suspends, the function around it."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.NamedExpr):
            yield inner.target
        elif isinstance(inner, ast.Await):
            yield ast.Await(ast.Constant(None))


def names_bound(node: ast.AST) -> list[str]:
    """Return the names that this node itself binds or unbinds in its scope."""
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            return [name]
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return [(a.asname or a.name).split(".")[0] for a in names]
        case (
            ast.ExceptHandler(name=str(name))
            | ast.MatchAs(name=str(name))
            | ast.MatchStar(name=str(name))
        ):
            return [name]
        case ast.MatchMapping(rest=str(name)):
            return [name]
        case _:
            return []
