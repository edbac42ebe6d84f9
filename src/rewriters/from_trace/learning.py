"""Learning what a module's variables hold, in rounds, until nothing is new."""

from __future__ import annotations

import libcst as cst
from libcst.metadata import MetadataWrapper

from rewriters.from_trace.known import NODE, NODES, Is, Kinds, Known, whats
from rewriters.from_trace.source import Bundle

_ADDING = frozenset({"append", "extend", "insert", "add"})
_ROUNDS = 20


def learned(module: cst.Module) -> Known:
    """Return what is known of a module; its nodes are those of `Known.module`."""
    known = Known(MetadataWrapper(module))
    for _ in range(_ROUNDS):
        before = known.size
        known.module.visit(_Learning(known, frozenset()))
        if known.size == before:
            break
    known.module.visit(_Learning(known, frozenset({Is("other")})))
    return known


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
            self._take(target, NODE)

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
            kinds = NODE if whats(kinds) & {*NODES, "nodes"} else frozenset()
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
