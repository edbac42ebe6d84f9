"""Which events are calls of language models, and what is shown of them."""

from __future__ import annotations

from collections.abc import Sequence
from types import BuiltinFunctionType, MethodDescriptorType, MethodWrapperType
from typing import Any

from rewriters.templates import Action
from tracer.model_calls import ModelCall
from tracer.slicing.index import NONE, Index

_NO_MODELS = (type, BuiltinFunctionType, MethodDescriptorType, MethodWrapperType)
"""What gives texts that others have made: an answer of one character is one object for the whole process."""


def calls(index: Index, told: Sequence[ModelCall]) -> dict[int, dict[str, Any]]:
    """Return what is shown of each event that called a model.

    `told` are the calls that made themselves known, in order: theirs are the calls of untraced code that gave those very
    objects.
    """
    if not told:
        return {}
    waiting: dict[int, list[ModelCall]] = {}
    for call in told:
        for answer in call.answers:
            waiting.setdefault(id(answer), []).append(call)
    found: dict[int, dict[str, Any]] = {}
    claimed: set[int] = set()
    for event, value in index.given():
        if id(value) not in waiting or not _is_call(index, event):
            continue
        for call in waiting[id(value)]:
            if id(call) not in claimed:
                claimed.add(id(call))
                found[event] = call.shown
                break
    return found


def _is_call(index: Index, event: int) -> bool:
    """Is this a call of code that is not recorded, and may be a model's?"""
    run, site = index.run_of(event), index.site(event)
    node = run.statics.node(site)
    made = node in {"Call", "Await"} and index.action(event) == Action.EVALUATE
    if not made or index.entered.get(event):
        return False
    return node == "Await" or not isinstance(_called(index, event), _NO_MODELS)


def _called(index: Index, event: int) -> Any:
    """Return what was called, None where that is not known."""
    run, site = index.run_of(event), index.site(event)
    children = run.statics.children[site]
    at = index.latest(run, children[0], event) if children else NONE
    return None if at == NONE else index.values[at]
