"""What expressions of a Trace program are: nodes, functions, models, optimizers; found by scope, not by spelling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, cast

import libcst as cst
from libcst.metadata import (
    MetadataWrapper,
    ParentNodeProvider,
    PositionProvider,
    QualifiedName,
    QualifiedNameProvider,
    QualifiedNameSource,
    Scope,
    ScopeProvider,
)

from rewriters.from_trace.variables import uses
from rewriters.from_trace.vocabulary import KNOWN, MODELS, OPTIMIZERS, PACKAGE


class Is(NamedTuple):
    """One thing that an expression may be; `of` is the function, class or call it comes from.

    `trace`: a name of Trace's. `param`, `const`: what `node` gave. `node`: computed from nodes. `nodes`: a plain container
    of nodes. `error`: a caught ExecutionError; `failure`: its node. `plain`: what surely is no node.
    """

    what: str
    of: object = None


Kinds = frozenset[Is]
NODES = frozenset({"param", "const", "node"})
_PLAIN: Kinds = frozenset({Is("plain")})
_NODE: Kinds = frozenset({Is("node")})
_THROUGH = frozenset({"sum", "max", "min", "abs", "round", "reversed", "sorted", "zip", "enumerate", "list", "tuple"})  # fmt: skip
_ADDING = frozenset({"append", "extend", "insert", "add"})
_ORDERED = (cst.LessThan, cst.GreaterThan, cst.LessThanEqual, cst.GreaterThanEqual)
_ROUNDS = 20


def whats(kinds: Kinds) -> frozenset[str]:
    """Return what the kinds are, without what they come from."""
    return frozenset(kind.what for kind in kinds)


@dataclass(frozen=True, slots=True)
class Bundle:
    """What `bundle` was told of a function."""

    call: cst.Call

    def says(self, option: str) -> bool:
        """Is this option given as True?"""
        return literally(argument(self.call, option), "True")


def argument(call: cst.Call, name: str, at: int | None = None) -> cst.BaseExpression | None:
    """Return an argument by keyword, else by position."""
    for arg in call.args:
        if arg.keyword is not None and arg.keyword.value == name:
            return arg.value
    if at is not None and at < len(call.args):
        arg = call.args[at]
        if arg.keyword is None and not arg.star:
            return arg.value
    return None


def literally(value: cst.BaseExpression | None, word: str) -> bool:
    """Is the expression this very word?"""
    return isinstance(value, cst.Name) and value.value == word


@dataclass
class Known:
    """The facts about one module, by its own nodes."""

    wrapper: MetadataWrapper
    bindings: defaultdict[object, set[Is]] = field(default_factory=lambda: defaultdict(set))
    returned: defaultdict[cst.FunctionDef, set[Is]] = field(
        default_factory=lambda: defaultdict(set)
    )

    def __post_init__(self) -> None:
        """Resolve names, and learn until nothing is new."""
        self.module = self.wrapper.module
        self._scopes = self.wrapper.resolve(ScopeProvider)
        self._names = self.wrapper.resolve(QualifiedNameProvider)
        self._parents = self.wrapper.resolve(ParentNodeProvider)
        self._positions = self.wrapper.resolve(PositionProvider)
        for _ in range(_ROUNDS):
            before = self._size()
            self.module.visit(_Learning(self, frozenset()))
            if self._size() == before:
                break
        self.module.visit(_Learning(self, frozenset({Is("other")})))

    def _size(self) -> int:
        return sum(map(len, self.bindings.values())) + sum(map(len, self.returned.values()))

    # ------------------------------------------------------------------ places

    def line(self, node: cst.CSTNode) -> int:
        """Return the line a node begins in."""
        return int(self._positions[node].start.line)

    def position(self, node: cst.CSTNode) -> tuple[int, int]:
        """Return where a node begins."""
        start = self._positions[node].start
        return start.line, start.column

    def parent(self, node: cst.CSTNode) -> cst.CSTNode:
        """Return the node that holds this one."""
        return self._parents[node]

    def above(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """Iterate over what holds a node, from the inside."""
        while not isinstance(node, cst.Module):
            node = self._parents[node]
            yield node

    def line_of(self, node: cst.CSTNode) -> cst.SimpleStatementLine | None:
        """Return the simple statement on a line of its own that a node is in, or None for what is in another's head."""
        for holder in self.above(node):
            if isinstance(holder, cst.SimpleStatementLine):
                return holder
            if isinstance(holder, cst.BaseStatement):
                return None
        return None

    def function_of(self, node: cst.CSTNode) -> cst.FunctionDef | None:
        """Return the innermost function whose code a node is."""
        return next((n for n in self.above(node) if isinstance(n, cst.FunctionDef)), None)

    def owner(self, definition: cst.CSTNode) -> cst.CSTNode:
        """Return what holds the block that a statement stands in: a module, function, class, loop, …"""
        block = self._parents[definition]
        return block if isinstance(block, cst.Module) else self._parents[block]

    def class_of(self, node: cst.CSTNode) -> cst.ClassDef | None:
        """Return the class that a method or its code is in."""
        return next((n for n in self.above(node) if isinstance(n, cst.ClassDef)), None)

    def key(self, name: cst.Name) -> object:
        """Return what identifies a variable: the scope it is bound in, and its name."""
        scope = self._scopes.get(name)
        if scope is None:
            return name.value
        for assignment in scope[name.value]:
            return assignment.scope, name.value
        return scope, name.value

    def key_in(self, owner: cst.FunctionDef, name: str) -> object:
        """Return what identifies a variable of a function."""
        return self._scopes[owner.body], name

    def is_variable_of(self, name: cst.Name, statement: cst.CSTNode) -> bool:
        """Is a name a variable of the scope that a statement is in?"""
        return self.key(name) == (self._scopes[statement], name.value)

    def is_only_binding(self, name: cst.Name) -> bool:
        """Is a name bound once in its scope, and not in the module's?"""
        scope = self._scopes[name]
        assert scope is not None
        own = [a for a in scope.assignments if a.name == name.value]
        return len(own) == 1 and name.value not in {a.name for a in scope.globals.assignments}

    def bound(self) -> set[str]:
        """Return all names that anything but an import of Trace binds, in whatever scope."""
        scopes: set[Scope] = {s for s in self._scopes.values() if s is not None}
        return {
            assignment.name
            for scope in scopes
            for assignment in scope.assignments
            if not self._of_trace(assignment)
        }

    def _of_trace(self, assignment: object) -> bool:
        node = getattr(assignment, "node", None)
        if isinstance(node, cst.ImportFrom):
            return dotted(node.module).partition(".")[0] == PACKAGE
        if isinstance(node, cst.Import):
            return any(a.evaluated_name.partition(".")[0] == PACKAGE for a in node.names)
        return False

    # ------------------------------------------------------------------ names of Trace's

    def trace_name(self, node: cst.CSTNode) -> str | None:
        """Return Trace's name of an expression without the package's, or None if it is not one."""
        if not isinstance(node, (cst.Name, cst.Attribute)):
            return None  # LibCST gives a call the name of its function
        for name in self._qualified(node):
            if name.source is QualifiedNameSource.IMPORT:
                package, _, rest = name.name.partition(".")
                if package == PACKAGE:
                    return KNOWN.get(name.name, rest)
        return None

    def _qualified(self, node: cst.CSTNode) -> Iterable[QualifiedName]:
        found = self._names.get(node, ())
        return cast("Iterable[QualifiedName]", found() if callable(found) else found)

    # ------------------------------------------------------------------ definitions

    def bundle_of(self, function: cst.FunctionDef) -> Bundle | None:
        """Return what `bundle` was told of a function, or None."""
        for decorator in function.decorators:
            node = decorator.decorator
            if isinstance(node, cst.Call) and self.trace_name(node.func) == "bundle":
                return Bundle(node)
        return None

    def is_model(self, cls: cst.ClassDef | None) -> bool:
        """Is the class one of Trace's models?"""
        return cls is not None and (
            any(self.trace_name(d.decorator) == "model" for d in cls.decorators)
            or any(self.trace_name(base.value) == "Module" for base in cls.bases)
        )

    def method(self, cls: cst.ClassDef, name: str) -> cst.FunctionDef | None:
        """Return a method of a class, or of a base of it in this module."""
        for statement in cls.body.body:
            if isinstance(statement, cst.FunctionDef) and statement.name.value == name:
                return statement
        for base in cls.bases:
            for kind in self.kinds(base.value):
                if kind.what == "class" and kind.of is not cls:
                    return self.method(cast("cst.ClassDef", kind.of), name)
        return None

    # ------------------------------------------------------------------ expressions

    def kinds(self, node: cst.BaseExpression) -> Kinds:
        """Return all that an expression may be, as far as it is known."""
        name = self.trace_name(node)
        if name is not None:
            return frozenset({Is("trace", name)})
        match node:
            case cst.Name(value="None" | "True" | "False"):
                return _PLAIN
            case cst.Name():
                return frozenset(self.bindings.get(self.key(node), ()))
            case cst.Attribute():
                return self._attribute(node)
            case cst.Call():
                return self._call(node)
            case cst.BaseString() | cst.Integer() | cst.Float():
                return _PLAIN
            case cst.List() | cst.Tuple() | cst.Set() | cst.Dict():
                return self._container([self.kinds(e.value) for e in node.elements])
            case cst.ListComp() | cst.SetComp() | cst.GeneratorExp():
                return self._container([self.kinds(node.elt)])
            case _:
                return self._operation(node)

    def _operation(self, node: cst.BaseExpression) -> Kinds:
        match node:
            case cst.BinaryOperation(left=left, right=right):
                return self._computed(left, right)
            case cst.UnaryOperation(operator=operator, expression=operand):
                return _PLAIN if isinstance(operator, cst.Not) else self._computed(operand)
            case cst.Comparison(left=left, comparisons=[*_, last]):
                ordered = isinstance(last.operator, _ORDERED)
                return self._computed(left, last.comparator) if ordered else _PLAIN
            case cst.Subscript(value=value):
                return _NODE if whats(self.kinds(value)) & {*NODES, "nodes"} else frozenset()
            case cst.BooleanOperation(left=left, right=right):
                return self.kinds(left) | self.kinds(right)
            case cst.IfExp(body=body, orelse=orelse):
                return self.kinds(body) | self.kinds(orelse)
            case cst.Await(expression=inner) | cst.NamedExpr(value=inner):
                return self.kinds(inner)
            case _:
                return frozenset()

    def kinds_here(self, node: cst.BaseExpression) -> Kinds:
        """The same of a variable at this place: what the assignment just before gave it, where there is one."""
        if not isinstance(node, cst.Name):
            return self.kinds(node)
        statement: cst.CSTNode = node
        while not isinstance(self._parents[statement], (cst.Module, cst.IndentedBlock)):
            statement = self._parents[statement]
        found = self._given(self._parents[statement], node.value, before=statement)
        return self.kinds(node) if found is None else found

    def _given(
        self, block: cst.CSTNode, name: str, before: cst.CSTNode | None = None
    ) -> Kinds | None:
        """Return what the statements of a block, up to one, surely leave in a variable; None where that is not known."""
        found: Kinds | None = None
        for statement in getattr(block, "body", ()):
            if statement is before:
                break
            if name in uses([statement]).bound:
                found = self._assigned(statement, name)
        return found

    def _assigned(self, statement: cst.CSTNode, name: str) -> Kinds | None:
        match statement:
            case cst.SimpleStatementLine(body=[cst.Assign(targets=[only]) as small]):
                direct = isinstance(only.target, cst.Name) and only.target.value == name
                return self.kinds(small.value) if direct else None
            case cst.If(body=body, orelse=cst.Else() | cst.If() as other):
                last = self._assigned(other, name) if isinstance(other, cst.If) else self._given(other.body, name)  # fmt: skip
                first = self._given(body, name)
                return None if first is None or last is None else first | last
            case cst.With(body=body):
                return self._given(body, name)
            case _:
                return None

    def _container(self, held: Sequence[Kinds]) -> Kinds:
        if any(whats(k) & {*NODES, "nodes"} for k in held):
            return frozenset({Is("nodes")})
        return _PLAIN

    def _computed(self, *operands: cst.BaseExpression) -> Kinds:
        kinds = [whats(self.kinds(o)) for o in operands]
        if any(k & NODES for k in kinds):
            return _NODE
        return _PLAIN if all(k == {"plain"} for k in kinds) else frozenset()

    def _attribute(self, node: cst.Attribute) -> Kinds:
        found: set[Is] = set()
        name = node.attr.value
        for kind in self.kinds(node.value):
            if kind.what in {"instance", "class"}:
                cls = cast("cst.ClassDef", kind.of)
                method = self.method(cls, name)
                found |= (
                    {Is("function", method)} if method else self.bindings.get((cls, name), set())
                )
            elif kind.what == "error" and name == "exception_node":
                found.add(Is("failure", node.value))
            elif kind.what in {*NODES, "failure"} and name in {"data", "_data"}:
                found.add(Is("plain"))
        return frozenset(found)

    def _call(self, node: cst.Call) -> Kinds:
        found: set[Is] = set()
        if isinstance(node.func, cst.Attribute) and whats(self.kinds(node.func.value)) & NODES:
            return _NODE
        for kind in self.kinds(node.func):
            match kind:
                case Is("trace", str(name)):
                    found |= self._made(node, name)
                case Is("class", cst.ClassDef() as cls):
                    found.add(Is("instance", cls))
                case Is("function", cst.FunctionDef() as function):
                    found |= self.result(function)
                case Is("instance", cst.ClassDef() as cls):
                    called = self.method(cls, "__call__") or self.method(cls, "forward")
                    found |= self.result(called) if called else frozenset()
                case Is("llm"):
                    found.add(Is("reply"))
                case _:
                    pass
        name = node.func.value if isinstance(node.func, cst.Name) else ""
        if not found and name in _THROUGH:
            held = frozenset[Is]().union(*(self.kinds(a.value) for a in node.args))
            if whats(held) & {*NODES, "nodes"}:
                return _NODE
        return frozenset(found)

    def _made(self, call: cst.Call, name: str) -> set[Is]:
        if name == "node":
            fixed = argument(call, "trainable", 2)
            return {Is("const" if fixed is None or literally(fixed, "False") else "param", call)}
        if name in OPTIMIZERS:
            return {Is("optimizer", call)}
        if name in MODELS:
            return {Is("llm")}
        return {Is("node")} if name.startswith("trace.operators.") else set()

    def result(self, function: cst.FunctionDef) -> Kinds:
        """Return what calls of a function of this module give."""
        return _NODE if self.bundle_of(function) else frozenset(self.returned.get(function, ()))


def dotted(node: cst.BaseExpression | None) -> str:
    """Return a name with dots, or an empty text."""
    match node:
        case cst.Name():
            return node.value
        case cst.Attribute():
            return f"{dotted(node.value)}.{node.attr.value}"
        case _:
            return ""


class _Learning(cst.CSTVisitor):
    """One pass over the statements: what they bind to what."""

    def __init__(self, known: Known, unknown: Kinds) -> None:
        """Take `unknown` for what is not known."""
        super().__init__()
        self._known, self._unknown = known, unknown

    # ------------------------------------------------------------------ definitions

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:  # noqa: N802  # LibCST's name
        known = self._known
        cls = known.owner(node)
        bundle = known.bundle_of(node)
        if isinstance(cls, cst.ClassDef):
            first = next(iter(node.params.params), None)
            if first is not None:
                known.bindings[known.key_in(node, first.name.value)].add(Is("instance", cls))
        else:
            known.bindings[known.key(node.name)].add(Is("function", node))
        for param in (*node.params.params, *node.params.kwonly_params):
            self._formal(node, param, bundle)

    def _formal(self, function: cst.FunctionDef, param: cst.Param, bundle: Bundle | None) -> None:
        known = self._known
        key = known.key_in(function, param.name.value)
        if bundle is not None and not (bundle.says("traceable_code")):
            if not known.bindings[key]:
                known.bindings[key].add(Is("plain"))
            return
        annotation = param.annotation.annotation if param.annotation else None
        if isinstance(annotation, cst.Subscript):
            annotation = annotation.value
        if annotation is not None and known.trace_name(annotation) == "Node":
            known.bindings[key].add(Is("node"))

    def visit_ClassDef(self, node: cst.ClassDef) -> None:  # noqa: N802  # LibCST's name
        self._known.bindings[self._known.key(node.name)].add(Is("class", node))

    def visit_Return(self, node: cst.Return) -> None:  # noqa: N802  # LibCST's name
        function = self._known.function_of(node)
        if function is not None and node.value is not None:
            self._known.returned[function] |= self._known.kinds(node.value)

    # ------------------------------------------------------------------ bindings

    def visit_Assign(self, node: cst.Assign) -> None:  # noqa: N802  # LibCST's name
        for target in node.targets:
            self._bind(target.target, node.value)

    def visit_AnnAssign(self, node: cst.AnnAssign) -> None:  # noqa: N802  # LibCST's name
        if node.value is not None:
            self._bind(node.target, node.value)

    def visit_AugAssign(self, node: cst.AugAssign) -> None:  # noqa: N802  # LibCST's name
        self._bind(node.target, node.value)

    def visit_NamedExpr(self, node: cst.NamedExpr) -> None:  # noqa: N802  # LibCST's name
        self._bind(node.target, node.value)

    def visit_For(self, node: cst.For) -> None:  # noqa: N802  # LibCST's name
        self._elements(node.target, node.iter)

    def visit_CompFor(self, node: cst.CompFor) -> None:  # noqa: N802  # LibCST's name
        self._elements(node.target, node.iter)

    def _elements(self, target: cst.BaseExpression, iterated: cst.BaseExpression) -> None:
        if whats(self._known.kinds(iterated)) & {*NODES, "nodes"}:
            self._take(target, _NODE)

    def visit_ExceptHandler(self, node: cst.ExceptHandler) -> None:  # noqa: N802  # LibCST's name
        if node.name is None or node.type is None:
            return
        caught = [e.value for e in node.type.elements] if isinstance(node.type, cst.Tuple) else [node.type]  # fmt: skip
        if any(self._known.trace_name(c) == "ExecutionError" for c in caught):
            self._take(node.name.name, frozenset({Is("error")}))

    def _bind(self, target: cst.BaseExpression, value: cst.BaseExpression) -> None:
        parts = target.elements if isinstance(target, (cst.Tuple, cst.List)) else ()
        values = value.elements if isinstance(value, (cst.Tuple, cst.List)) else ()
        if parts and len(parts) == len(values):
            for part, element in zip(parts, values, strict=True):
                self._bind(part.value, element.value)
            return
        kinds = self._known.kinds(value)
        if parts:
            kinds = _NODE if whats(kinds) & {*NODES, "nodes"} else frozenset()
        self._take(target, kinds or self._unknown)

    def _take(self, target: cst.BaseExpression, kinds: Kinds) -> None:
        known = self._known
        match target:
            case cst.Name():
                known.bindings[known.key(target)] |= kinds
            case cst.Attribute():
                for kind in known.kinds(target.value):
                    if kind.what in {"instance", "class"}:
                        known.bindings[kind.of, target.attr.value] |= kinds
            case cst.Tuple() | cst.List():
                for element in target.elements:
                    self._take(element.value, kinds)
            case _:
                pass

    # ------------------------------------------------------------------ calls

    def visit_Call(self, node: cst.Call) -> None:  # noqa: N802  # LibCST's name
        known = self._known
        if isinstance(node.func, cst.Attribute) and node.func.attr.value in _ADDING:
            held = frozenset[Is]().union(*(known.kinds(a.value) for a in node.args))
            if isinstance(node.func.value, cst.Name) and whats(held) & {*NODES, "nodes"}:
                self._take(node.func.value, frozenset({Is("nodes")}))
        for kind in known.kinds(node.func):
            self._actuals(node, kind)

    def _actuals(self, call: cst.Call, kind: Is) -> None:
        known, skipped = self._known, 0
        match kind:
            case Is("function", cst.FunctionDef() as function):
                cls = known.owner(function)
                skipped = int(isinstance(cls, cst.ClassDef))
            case Is("class" | "instance", cst.ClassDef() as cls):
                names = ("__init__",) if kind.what == "class" else ("__call__", "forward")
                found = next((m for n in names if (m := known.method(cls, n))), None)
                if found is None:
                    return
                function, skipped = found, 1
            case _:
                return
        bundle = known.bundle_of(function)
        if bundle is not None and not bundle.says("traceable_code"):
            return
        formals = [p.name.value for p in function.params.params][skipped:]
        every = {*formals, *(p.name.value for p in function.params.kwonly_params)}
        for at, arg in enumerate(call.args):
            name = arg.keyword.value if arg.keyword else formals[at] if at < len(formals) else ""
            if name in every and not arg.star:
                known.bindings[known.key_in(function, name)] |= known.kinds(arg.value)
