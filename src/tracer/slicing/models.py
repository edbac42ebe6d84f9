"""Which events are calls of language models, and what is shown of them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from rewriters.templates import Action
from tracer.model_calls import ModelCall
from tracer.slicing.index import Index

_CLIENTS = frozenset({("litellm", "ModelResponse"), ("openai", "ChatCompletion")})
"""What the clients answer with; each answer tells its model, reply and usage."""


def calls(index: Index, told: Sequence[ModelCall]) -> dict[int, dict[str, Any]]:
    """Return what is shown of each event that called a model.

    `told` are the calls that made themselves known, in order: theirs are the calls of untraced code that gave those very
    replies. Answers of the clients of litellm and openai are known by their types.
    """
    found: dict[int, dict[str, Any]] = {}
    if not told and not any(client in sys.modules for client, _ in _CLIENTS):
        return found
    waiting = list(told)
    replies = {id(call.reply) for call in waiting}
    for event, value in index.given():
        if id(value) in replies:
            if _is_call(index, event):
                place = next((i for i, c in enumerate(waiting) if c.reply is value), None)
                if place is not None:
                    found[event] = waiting.pop(place).shown
        elif _is_answer(type(value)) and _is_call(index, event):
            found[event] = _answered(index, event, value)
    return found


def _is_answer(kind: type) -> bool:
    return (kind.__module__.partition(".")[0], kind.__name__) in _CLIENTS


def _is_call(index: Index, event: int) -> bool:
    """Is this a call of code that is not recorded?"""
    node = index.run_of(event).statics.node(index.site(event))
    made = node in {"Call", "Await"} and index.action(event) == Action.EVALUATE
    return made and not index.entered.get(event)


def _answered(index: Index, event: int, answer: Any) -> dict[str, Any]:
    choices = getattr(answer, "choices", None) or [None]
    usage = getattr(answer, "usage", None)
    return {
        "model": getattr(answer, "model", None),
        "messages": _messages(index, event),
        "reply": getattr(getattr(choices[0], "message", None), "content", None),
        "usage": {
            "prompt_tokens": getattr(usage, "prompt_tokens", None),
            "reply_tokens": getattr(usage, "completion_tokens", None),
        },
        "cost": (getattr(answer, "_hidden_params", None) or {}).get("response_cost"),
        "seconds": None,
    }


def _messages(index: Index, event: int) -> Any:
    """Return the value of the argument `messages`; of an `await` that of the call awaited."""
    run, site = index.run_of(event), index.site(event)
    rows, children = run.statics.rows, run.statics.children
    if rows[site][0] == "Await":
        site = children[site][0]
    for child in children[site]:
        if rows[child][1] in {"messages", "keywords"} or rows[child][1] == "args":
            at = index.latest(run, child, event)
            if at >= 0 and type(index.values[at]) is list:
                return index.values[at]
    return None
