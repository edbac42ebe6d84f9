"""What code of a Trace program uses: nodes, what is trained, functions."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from rewriters.from_trace.known import NODES, Known, whats


def expressions(node: cst.CSTNode) -> Iterator[cst.BaseExpression]:
    """Iterate over the expressions in code, from the outside."""
    if isinstance(node, cst.BaseExpression):
        yield node
    for child in node.children:
        yield from expressions(child)


def uses_nodes(known: Known, node: cst.CSTNode) -> bool:
    """Does code hold an expression that is a node?"""
    return any(whats(known.kinds(e)) & {*NODES, "nodes"} for e in expressions(node))


def uses_trained(known: Known, node: cst.CSTNode) -> bool:
    """Does code use what a step opaque to a recording would hide: nodes that are computed or trained, bundles, models?"""
    for expression in expressions(node):
        for kind in known.kinds(expression):
            if kind.what in {"param", "node", "nodes"}:
                return True
            if isinstance(kind.of, cst.FunctionDef) and known.bundle_of(kind.of):
                return True
    return False


def calls_in(known: Known, node: cst.CSTNode) -> Iterator[cst.FunctionDef]:
    """Iterate over the functions of the module that code calls, as far as is known."""
    for expression in expressions(node):
        if not isinstance(expression, cst.Call):
            continue
        for kind in known.kinds(expression.func):
            match kind.what, kind.of:
                case "function", cst.FunctionDef() as function:
                    yield function
                case ("instance" | "class") as what, cst.ClassDef() as cls:
                    for name in ("__init__",) if what == "class" else ("__call__", "forward"):
                        method = known.method(cls, name)
                        if method is not None:
                            yield method
                case _:
                    pass
