"""Calls of Trace's functions, of its optimizers, and of methods of nodes and models."""

from __future__ import annotations

import re
from collections.abc import Sequence

import libcst as cst

from rewriters.editing.brackets import bracketed
from rewriters.from_trace.constructors import optimizer
from rewriters.from_trace.known import NODES, Is, whats
from rewriters.from_trace.source import argument
from rewriters.from_trace.turn import Turn
from rewriters.from_trace.vocabulary import MODELS, NODE_ADVICE, OPTIMIZERS, OPTION_ADVICE

_OPERATION = re.compile(r"^\s*\[[^\]]*\]\s*")
_COMPARED = {"eq": cst.Equal, "neq": cst.NotEqual}
_MARK_OPTIONS = ("name", "description", "constraint")
_OF_OPTIMIZERS = frozenset({"zero_feedback", "parameters", "objective", "llm"})


def turned(turn: Turn, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
    """Return a call in our form; as it is where it is none of Trace's, or listed."""
    name = turn.known.trace_name(original.func)
    if name == "node":
        return _node(turn, original, updated)
    if name == "bundle":
        return _bundle(turn, original, updated)
    if name in OPTIMIZERS:
        return optimizer(turn, original, updated)
    if name in MODELS:
        return _model(turn, original, updated)
    if isinstance(original.func, cst.Attribute):
        return _method(turn, original, updated, original.func)
    return updated


def _args(call: cst.Call, args: Sequence[cst.Arg]) -> Sequence[cst.Arg]:
    """Return the arguments of a call, without a comma after the last unless the call had one."""
    if not args:
        return ()
    last = call.args[-1].comma if call.args else cst.MaybeSentinel.DEFAULT
    return [*args[:-1], args[-1].with_changes(comma=last)]


def _keyword(name: str, value: cst.BaseExpression) -> cst.Arg:
    equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    return cst.Arg(value, keyword=cst.Name(name), equal=equal)


def _placed(turn: Turn, call: cst.Call, value: cst.BaseExpression) -> cst.BaseExpression:
    """Return what takes the place of a call, in brackets where it may need them."""
    alone = (cst.Assign, cst.AnnAssign, cst.Arg, cst.Return, cst.Expr, cst.If, cst.While)
    return (
        value
        if isinstance(turn.known.parent(call), alone) and not call.lpar
        else bracketed(value, call)
    )


# ------------------------------------------------------------------ nodes and bundles


def _node(turn: Turn, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
    value = argument(updated, "data", 0)
    mark = turn.marks.get(original)
    if value is None or (mark is not None and mark.place == "elsewhere"):
        turn.cannot(
            original,
            "a mark in a function is asked at each evaluation and rebinds no variable: let "
            "`trainable(value, name=…)` fill a global, or an attribute in `__init__`",
        )
        return updated
    if mark is None:
        return _placed(turn, original, value)
    found = [cst.Arg(value)]
    for at, option in enumerate(_MARK_OPTIONS, start=1):
        given = argument(updated, option, at if option == "name" else at + 1)
        if given is not None:
            found.append(_keyword(option, given))
    return updated.with_changes(func=turn.name("trainable"), args=_args(updated, found))


def _bundle(turn: Turn, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
    holder = turn.known.parent(original)
    function = turn.known.parent(holder) if isinstance(holder, cst.Decorator) else None
    found: list[cst.Arg] = []
    if isinstance(function, cst.FunctionDef):
        opaque = turn.is_opaque(function)
    else:
        opaque = not any(argument(original, o) for o in ("trainable", "traceable_code"))
    if opaque:
        found.append(_keyword("opaque", cst.Name("True")))
    trained = argument(updated, "trainable")
    if trained is not None and not (isinstance(trained, cst.Name) and trained.value == "False"):
        found.append(_keyword("trainable", trained))
    described = argument(updated, "description", 0)
    if isinstance(described, cst.SimpleString):
        text = _OPERATION.sub("", str(described.evaluated_value))
        described = cst.SimpleString(_quoted(text)) if text else None
    if described is not None and not (
        isinstance(described, cst.Name) and described.value == "None"
    ):
        found.append(_keyword("description", described))
    if argument(original, "projections") is not None:
        turn.cannot(original, "`projections`: what new code must keep is `trace(constraint=…)`")
    name = turn.name("trace")
    if not found and function is not None:
        return name
    return updated.with_changes(func=name, args=_args(updated, found))


def _quoted(text: str) -> str:
    if '"' in text or "\\" in text or "\n" in text:
        return repr(text)
    return f'"{text}"'


# ------------------------------------------------------------------ language models


def _model(turn: Turn, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
    kept = []
    for arg in updated.args:
        if arg.keyword is None or arg.keyword.value in {"model", "cache"}:
            kept.append(arg)
        else:
            turn.cannot(original, f"`{arg.keyword.value}`: see `help(optimizers.LLM)`")
    return updated.with_changes(func=turn.name("LLM"), args=_args(updated, kept))


# ------------------------------------------------------------------ methods


def _method(
    turn: Turn, original: cst.Call, updated: cst.Call, func: cst.Attribute
) -> cst.BaseExpression:
    name, kinds = func.attr.value, turn.known.kinds_here(func.value)
    what = whats(kinds)
    if "optimizer" in what:
        return _of_optimizer(turn, original, updated, name)
    if what & NODES:
        return _of_node(turn, original, updated, name)
    if "failure" in what and name == "create_feedback":
        return _feedback(turn, original, updated)
    if name in {"parameters", "save", "load"} and any(holds_parameters(turn, k) for k in kinds):
        return _of_model(turn, updated, name)
    return updated


def holds_parameters(turn: Turn, kind: Is) -> bool:
    """Is it a function or model of Trace's that has parameters?"""
    if isinstance(kind.of, cst.ClassDef):
        return kind.what == "instance" and turn.known.is_model(kind.of)
    return (
        kind.what == "function"
        and isinstance(kind.of, cst.FunctionDef)
        and turn.known.bundle_of(kind.of) is not None
    )


def _of_model(turn: Turn, updated: cst.Call, name: str) -> cst.BaseExpression:
    assert isinstance(updated.func, cst.Attribute)
    owner = updated.func.value
    found = updated.with_changes(func=turn.name("parameters"), args=[cst.Arg(owner)])
    if name == "parameters":
        return found
    args = [*(a.with_changes(comma=cst.MaybeSentinel.DEFAULT) for a in updated.args)]
    if name == "load":
        return updated.with_changes(func=turn.name("load_values"), args=args)
    return updated.with_changes(func=turn.name("save_values"), args=[*args, cst.Arg(found)])


def _of_optimizer(
    turn: Turn, original: cst.Call, updated: cst.Call, name: str
) -> cst.BaseExpression:
    if name == "backward":
        return _backward(turn, original, updated)
    if name == "step":
        _told_away(turn, original)
        return updated.with_changes(args=())
    if name not in _OF_OPTIMIZERS:
        turn.cannot(
            original,
            f"there is no `{name}`; `step()` returns what was suggested, applied and rejected",
        )
    return updated


def _backward(turn: Turn, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
    refused = turn.forward.refused.get(original)
    if refused is not None:
        turn.cannot(original, refused)
    run = turn.forward.runs.get(original)
    target = argument(updated, "node", 0)
    feedback = argument(updated, "feedback", 1)
    if target is None:
        return updated
    found = [cst.Arg(cst.Name(run) if run else target)]
    if feedback is not None:
        found.append(cst.Arg(feedback))
    _told_away(turn, original)
    return updated.with_changes(args=_args(updated, found))


def _told_away(turn: Turn, call: cst.Call) -> None:
    """List the options that are gone and did something."""
    for arg in call.args:
        name = arg.keyword.value if arg.keyword else ""
        if name in OPTION_ADVICE:
            turn.cannot(call, f"`{name}`: {OPTION_ADVICE[name]}")


def _of_node(turn: Turn, original: cst.Call, updated: cst.Call, name: str) -> cst.BaseExpression:
    assert isinstance(updated.func, cst.Attribute)
    value, args = updated.func.value, updated.args
    if name in _COMPARED and len(args) == 1:
        compared = cst.Comparison(value, [cst.ComparisonTarget(_COMPARED[name](), args[0].value)])
        return _placed(turn, original, compared)
    if name == "len" and not args:
        return updated.with_changes(func=cst.Name("len"), args=[cst.Arg(value)])
    if name in {"getattr", "call"} and args and isinstance(args[0].value, cst.SimpleString):
        read = cst.Attribute(value, cst.Name(str(args[0].value.evaluated_value)))
        return read if name == "getattr" else updated.with_changes(func=read, args=args[1:])
    if name in NODE_ADVICE:
        turn.cannot(original, NODE_ADVICE[name])
    return updated


# ------------------------------------------------------------------ exceptions


def message(error: cst.BaseExpression) -> cst.BaseExpression | None:
    """Return the text that a failure's node held: the exception's type and message; None for more than a name."""
    if not isinstance(error, cst.Name):
        return None
    name = error.value
    return cst.parse_expression(f'f"({{type({name}).__name__}}) {{{name}}}"')


def _feedback(turn: Turn, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
    assert isinstance(updated.func, cst.Attribute)
    style = argument(original, "style", 0)
    simple = style is None or (isinstance(style, cst.SimpleString) and style.evaluated_value == "simple")  # fmt: skip
    text = message(updated.func.value)
    if simple and text is not None:
        return text
    turn.cannot(original, "`str(run.why(error))` shows the lines that led to it")
    return updated
