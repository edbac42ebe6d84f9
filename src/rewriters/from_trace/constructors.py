"""Constructors of optimizers: what is trained, and with which options."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from rewriters.from_trace.known import NODES, Is, whats
from rewriters.from_trace.source import argument
from rewriters.from_trace.turn import Turn
from rewriters.from_trace.vocabulary import OPTION_ADVICE, OPTIONS


def optimizer(turn: Turn, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
    """Return the constructor in our form."""
    name = turn.known.trace_name(original.func)
    assert name is not None
    given, trained = argument(original, "parameters", 0), argument(updated, "parameters", 0)
    if given is None or trained is None:
        turn.cannot(original, "what is trained has to stand in the call: `parameters(…)`")
        return updated
    found = [cst.Arg(_trained(turn, given, trained))]
    for at, arg in enumerate(updated.args[1:] if updated.args[0].keyword is None else updated.args):
        option = arg.keyword.value if arg.keyword else "llm" if at == 0 else ""
        if option == "parameters":
            continue
        if option in OPTIONS:
            found.append(_keyword(OPTIONS[option], arg.value))
        else:
            why = OPTION_ADVICE.get(option, "it has no counterpart and is left out")
            turn.cannot(original, f"`{option or arg.star}`: {why}")
    if _has_code(turn, given):
        found.append(_keyword("isolation", cst.SimpleString('"none"')))
    return updated.with_changes(func=turn.name(name), args=found)


def _keyword(name: str, value: cst.BaseExpression) -> cst.Arg:
    equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    return cst.Arg(value, keyword=cst.Name(name), equal=equal)


def _trained(
    turn: Turn, given: cst.BaseExpression, updated: cst.BaseExpression
) -> cst.BaseExpression:
    match given, updated:
        case cst.Call(func=cst.Attribute(attr=cst.Name(value="parameters"))), cst.Call(func=cst.Attribute() as func):  # fmt: skip
            return updated.with_changes(func=turn.name("parameters"), args=[cst.Arg(func.value)])
        case cst.Call(), cst.Call():
            return updated
        case cst.BinaryOperation(), cst.BinaryOperation():
            left = _trained(turn, given.left, updated.left)
            return updated.with_changes(left=left, right=_trained(turn, given.right, updated.right))
        case cst.List() | cst.Tuple(), cst.List() | cst.Tuple():
            return _listed(turn, given) or updated
        case _:
            pass
    if whats(turn.known.kinds(given)) & {*NODES, "nodes"}:
        turn.cannot(
            given,
            "write what is trained into the call: `parameters(…)` of functions, models or `__file__`",
        )
    return updated


def _listed(turn: Turn, given: cst.List | cst.Tuple) -> cst.BaseExpression | None:
    """Turn a list of nodes into the parameters of what holds their marks; None where that is not known."""
    holders: dict[str, list[str]] = {}
    for element in given.elements:
        holder, name = _holder(turn, element.value)
        if holder is None:
            turn.cannot(
                element.value,
                "say where its mark is: `parameters(…)` of a function, model or `__file__`",
            )
            return None
        holders.setdefault(holder, []).append(name)
    parts = [_chosen(turn, holder, names) for holder, names in holders.items()]
    if len(parts) == 1:
        return cst.parse_expression(parts[0])
    return cst.parse_expression(f"[{', '.join(f'*{p}' for p in parts)}]")


def _holder(turn: Turn, element: cst.BaseExpression) -> tuple[str | None, str]:
    """Return the code of what has a parameter, and the parameter's name; no name: all that it has."""
    known = turn.known
    if isinstance(element, cst.Attribute) and element.attr.value == "parameter":
        if any(k.what == "function" for k in known.kinds(element.value)):
            return known.module.code_for_node(element.value), ""
        return None, ""
    if isinstance(element, cst.StarredElement):
        return None, ""
    for kind in known.kinds(element):
        mark = turn.marks.get(kind.of) if isinstance(kind.of, cst.Call) else None
        if mark is None or mark.name is None:
            continue
        if mark.place in {"module", "movable"} and isinstance(element, cst.Name):
            return "__file__", mark.name
        if mark.place == "attribute" and isinstance(element, cst.Attribute):
            return known.module.code_for_node(element.value), mark.name
    return None, ""


def _chosen(turn: Turn, holder: str, names: Sequence[str]) -> str:
    found = f"{turn.name('parameters').value}({holder})"
    if "" in names:
        return found
    if holder == "__file__" and sorted(names) == sorted(_in_file(turn)):
        return found
    wanted = ", ".join(f'"{n}"' for n in names)
    test = f"== {wanted}" if len(names) == 1 else f"in {{{wanted}}}"
    return f"[p for p in {found} if p.name {test}]"


def _in_file(turn: Turn) -> Iterator[str]:
    for mark in turn.marks.values():
        yield mark.name or ""
    for function in _functions(turn.known.module):
        bundle = turn.known.bundle_of(function)
        if bundle is not None and bundle.says("trainable"):
            yield ""


def _functions(node: cst.CSTNode) -> Iterator[cst.FunctionDef]:
    if isinstance(node, cst.FunctionDef):
        yield node
    for child in node.children:
        yield from _functions(child)


def _has_code(turn: Turn, given: cst.BaseExpression) -> bool:
    """Is code of this module among what is trained?"""
    trained = {
        f
        for f in _functions(turn.known.module)
        if (b := turn.known.bundle_of(f)) and b.says("trainable")
    }
    if not trained:
        return False
    plain = isinstance(given, (cst.List, cst.Tuple)) and all(
        _names_value(turn.known.kinds(e.value)) for e in given.elements
    )
    return not plain


def _names_value(kinds: frozenset[Is]) -> bool:
    return bool(kinds) and all(k.what == "param" for k in kinds)
