"""What expressions of a Trace program are: nodes, functions, models, optimizers; found by scope, not by spelling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

import libcst as cst

from rewriters.from_trace.source import Source, argument, literally
from rewriters.from_trace.variables import uses
from rewriters.from_trace.vocabulary import MODELS, OPTIMIZERS

if TYPE_CHECKING:
    from libcst.metadata import MetadataWrapper


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
NODE: Kinds = frozenset({Is("node")})
_THROUGH = frozenset({"sum", "max", "min", "abs", "round", "reversed", "sorted", "zip", "enumerate", "list", "tuple"})  # fmt: skip
_ORDERED = (cst.LessThan, cst.GreaterThan, cst.LessThanEqual, cst.GreaterThanEqual)


def whats(kinds: Kinds) -> frozenset[str]:
    """Return what the kinds are, without what they come from."""
    return frozenset(kind.what for kind in kinds)


class Known(Source):
    """What is known of one module; `learning` fills it."""

    def __init__(self, wrapper: MetadataWrapper) -> None:
        super().__init__(wrapper)
        self.bindings: defaultdict[object, set[Is]] = defaultdict(set)
        self.returned: defaultdict[cst.FunctionDef, set[Is]] = defaultdict(set)

    @property
    def size(self) -> int:
        """How much is known."""
        return sum(map(len, self.bindings.values())) + sum(map(len, self.returned.values()))

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
                return NODE if whats(self.kinds(value)) & {*NODES, "nodes"} else frozenset()
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
            return NODE
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
            return NODE
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
                return NODE
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
        return NODE if self.bundle_of(function) else frozenset(self.returned.get(function, ()))
