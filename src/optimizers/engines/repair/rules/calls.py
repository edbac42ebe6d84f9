"""Other functions, arguments in another order, more or fewer of them, and calls around values."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from itertools import combinations

from optimizers.engines.repair.kinds import Kind
from optimizers.engines.repair.view import Mutation, View

_FAMILIES = (
    (1.0, "min max"), (0.9, "any all"), (0.6, "ceil floor trunc"), (0.5, "int round float"), (0.4, "sum len max min"),
    (0.5, "sorted reversed list"), (0.5, "list set tuple sorted"), (0.5, "ord chr"), (0.4, "divmod pow"),
    (0.3, "range enumerate"), (0.4, "zip zip_longest product"), (0.4, "str repr"), (0.5, "append extend"),
    (0.5, "sin cos tan"), (0.5, "sqrt isqrt"), (0.5, "heappush heappop heappushpop heapreplace"),
    (0.6, "bisect_left bisect_right bisect"), (0.6, "nlargest nsmallest"), (0.5, "combinations permutations"),
    (0.4, "dict Counter defaultdict OrderedDict"), (0.4, "isinstance issubclass"), (0.4, "log log2 log10 log1p exp"),
)  # fmt: skip
_AROUND = {
    "str": (("int({})", 1.0), ("{}.strip()", 0.6), ("{}.lower()", 0.6), ("float({})", 0.5), ("list({})", 0.3), ("len({})", 0.5), ("sorted({})", 0.2), ("{}[::-1]", 0.3)),
    "int": (("abs({})", 0.6), ("str({})", 0.8), ("float({})", 0.3), ("-{}", 0.4), ("bool({})", 0.15)),
    "float": (("int({})", 0.7), ("round({})", 0.7), ("abs({})", 0.6), ("str({})", 0.5), ("-{}", 0.4)),
    "bool": (("int({})", 0.3), ("not {}", 0.4)),
    "list": (("sorted({})", 0.9), ("list({})", 0.8), ("set({})", 0.3), ("reversed({})", 0.4), ("{}[::-1]", 0.4), ("len({})", 0.5), ("sum({})", 0.3), ("tuple({})", 0.4), ("max({})", 0.2)),
    "tuple": (("list({})", 0.6), ("sorted({})", 0.7), ("set({})", 0.3), ("len({})", 0.4)),
    "set": (("sorted({})", 1.0), ("list({})", 0.6), ("set({})", 0.8), ("len({})", 0.5)),
    "dict": (("dict({})", 1.0), ("list({})", 0.4), ("sorted({})", 0.5), ("len({})", 0.4)),
    "deque": (("list({})", 0.7), ("deque({})", 0.7), ("len({})", 0.4)),
    "generator": (("list({})", 1.0), ("sorted({})", 0.7), ("set({})", 0.4)),
}  # fmt: skip
_NEVER_WRAPPED = (
    ast.Constant, ast.Starred, ast.Slice, ast.Lambda, ast.UnaryOp, ast.BoolOp, ast.List, ast.Dict, ast.Set,
)  # fmt: skip
_NESTED = {"list": ("[list(item) for item in {}]", "[item[:] for item in {}]"), "dict": ("[dict(item) for item in {}]",), "set": ("[set(item) for item in {}]",)}  # fmt: skip


def functions(node: ast.AST, view: View) -> Iterator[Mutation]:
    """Another function of the same family, or of the module."""
    if not isinstance(node, ast.Call):
        return
    func = node.func
    if isinstance(func, ast.Name):
        for other, weight in _relatives(func.id):
            if _is_known(other, view):
                yield view.replace(Kind.FUNCTION, func, other, weight)
        own = view.functions()
        for other in own if func.id in own else ():
            if other != func.id:
                yield view.replace(Kind.FUNCTION, func, other, 0.5)
    elif isinstance(func, ast.Attribute) and "module" in view.types(func.value):
        for other, weight in _relatives(func.attr):
            yield view.replace(Kind.FUNCTION, func, f"{view.text(func.value)}.{other}", weight)


def _relatives(name: str) -> Iterator[tuple[str, float]]:
    for weight, family in _FAMILIES:
        words = family.split()
        if name in words:
            yield from ((other, weight) for other in words if other != name)


def _is_known(name: str, view: View) -> bool:
    return hasattr(builtins, name) or name in view.facts.scope


def arguments(node: ast.AST, view: View) -> Iterator[Mutation]:
    """Arguments swapped or left out, and the usual ones that were forgotten."""
    if isinstance(node, ast.Tuple) and len(node.elts) == 2:
        yield view.exchange(Kind.ARGUMENTS, node.elts[0], node.elts[1], 0.6)
    if not isinstance(node, ast.Call):
        return
    plain = [a for a in node.args if not isinstance(a, ast.Starred)]
    for (i, one), (j, other) in combinations(enumerate(plain), 2):
        if view.code.cut(one) != view.code.cut(other) and not _is_commutative(node):
            fit = 1.0 if view.types(one) == view.types(other) else 0.6
            yield view.exchange(Kind.ARGUMENTS, one, other, fit if j == i + 1 else fit * 0.6)
    yield from _shorter(node, view)
    yield from _longer(node, view)


def _is_commutative(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id in {"min", "max"}


def _shorter(node: ast.Call, view: View) -> Iterator[Mutation]:
    everything = [*node.args, *(k for k in node.keywords)]
    if len(everything) < 2:
        return
    for gone in everything:
        rest = [view.code.cut(a) for a in everything if a is not gone]
        weight = 1.0 if isinstance(gone, ast.keyword) or gone is everything[-1] else 0.6
        yield _called(node, view, rest, weight)


def _longer(node: ast.Call, view: View) -> Iterator[Mutation]:
    given = [view.code.cut(a) for a in (*node.args, *node.keywords)]
    named = {k.arg for k in node.keywords}
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if (name == "sorted" or method == "sort") and "reverse" not in named:
        yield _called(node, view, [*given, "reverse=True"], 1.0)
    if name in {"min", "max"} and len(given) == 1:
        yield _called(node, view, [*given, "default=0"], 0.8)
        yield _called(node, view, [*given, "default=None"], 0.5)
    if name == "range" and len(given) == 1:
        yield _called(node, view, ["1", *given], 1.0)
        yield _called(node, view, ["1", f"{given[0]} + 1"], 0.8)
    if name == "range" and len(given) == 2:
        yield _called(node, view, [*given, "-1"], 0.4)
    if name == "enumerate" and len(given) == 1:
        yield _called(node, view, [*given, "1"], 0.8)
    if method == "get" and len(given) == 1:
        for default in ("0", '""', "[]", "{}"):
            yield _called(node, view, [*given, default], 0.5)
    if method in {"split", "rsplit"} and len(given) == 1:
        yield _called(node, view, [*given, "1"], 0.8)
    if method == "pop" and not given and not view.types(node.func) & {"set"}:
        yield _called(node, view, ["0"], 1.0)


def _called(node: ast.Call, view: View, given: list[str], weight: float) -> Mutation:
    text = f"{view.text(node.func)}({', '.join(given)})"
    return view.replace(Kind.ARGUMENT, node, text, weight)


def unwrapped(node: ast.AST, view: View) -> Iterator[Mutation]:
    """An argument in place of the call, or the object in place of what its method gives."""
    if not isinstance(node, ast.Call) or isinstance(view.code.parents.get(node), ast.Expr):
        return
    if isinstance(node.func, ast.Name):
        for value in node.args:
            if not isinstance(value, ast.Starred):
                alike = view.types(value) & view.types(node) or not view.types(value)
                only = len(node.args) == 1
                yield view.replace(
                    Kind.UNWRAPPED,
                    node,
                    view.text(value),
                    (1.0 if alike else 0.4) * (1.0 if only else 0.4),
                )
    elif isinstance(node.func, ast.Attribute) and "module" not in view.types(node.func.value):
        yield view.replace(Kind.UNWRAPPED, node, view.text(node.func.value), 0.8)


def wrapped(node: ast.AST, view: View) -> Iterator[Mutation]:
    """A conversion, a copy, an order or a measure of a value."""
    if not isinstance(node, ast.expr) or not _may_be_wrapped(node, view):
        return
    text = view.text(node)
    called = (
        node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else None
    )
    for kind in sorted(view.types(node)):
        for form, weight in _AROUND.get(kind, ()):
            if called is not None and form.startswith(f"{called}("):
                continue
            yield view.replace(Kind.WRAPPED, node, form.format(text), weight)
    for kind in sorted(view.facts.of(node)):
        outer, _, inner = kind.partition("[")
        if outer in {"list", "tuple"} and not isinstance(node, ast.ListComp):
            for form in _NESTED.get(inner.rstrip("]"), ()):
                yield view.replace(Kind.WRAPPED, node, form.format(text), 0.9)


def recursive(node: ast.AST, view: View) -> Iterator[Mutation]:
    """The function's own result for a value, in place of the value; its other arguments are passed on as they are."""
    if not isinstance(node, ast.expr) or not _may_be_wrapped(node, view):
        return
    args = view.code.node.args
    required = [a.arg for a in (*args.posonlyargs, *args.args)][: _required(args)]
    owner = f"{required.pop(0)}." if required and required[0] in {"self", "cls"} else ""
    if required and not args.kwonlyargs and _is_passed_on(node, view):
        given = ", ".join([view.code.cut(node), *required[1:]])
        yield view.replace(Kind.WRAPPED, node, f"{owner}{view.code.node.name}({given})", 0.8)


def _required(args: ast.arguments) -> int:
    return len(args.posonlyargs) + len(args.args) - len(args.defaults)


def _is_passed_on(node: ast.expr, view: View) -> bool:
    """Is it something that a recursion might have made: passed to another call, returned, assigned, added?"""
    parent = view.code.parents.get(node)
    if isinstance(parent, ast.Call):
        return not (isinstance(parent.func, ast.Name) and parent.func.id == view.code.node.name)
    return isinstance(
        parent, (ast.Return, ast.Assign, ast.AugAssign, ast.BinOp, ast.ListComp, ast.List)
    )


def _may_be_wrapped(node: ast.expr, view: View) -> bool:
    if isinstance(node, _NEVER_WRAPPED):
        return False
    if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        return False
    parent = view.code.parents.get(node)
    if isinstance(parent, ast.Call):
        return node is not parent.func
    if isinstance(parent, ast.Attribute):
        return False
    if isinstance(parent, (ast.If, ast.While, ast.IfExp)) and parent.test is node:
        return False
    return not isinstance(
        parent, (ast.Expr, ast.BoolOp, ast.UnaryOp, ast.Starred, ast.FormattedValue)
    )
