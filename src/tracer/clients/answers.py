"""What a model was asked and answered, read from the objects of its client: by their attributes, nothing is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def messages(asked: Any) -> list[Any] | None:
    """Return messages as they are now, in lists and dicts of their own."""
    if isinstance(asked, str):
        return [{"role": "user", "content": asked}]
    if not isinstance(asked, (list, tuple)):
        return None
    return [_message(m) for m in asked]


def _message(message: Any) -> Any:
    if isinstance(message, Mapping):
        return _copied(dict(message))
    held = getattr(message, "__dict__", {})  # an answer's message, put into the history as it came
    return {name: _copied(held[name]) for name in ("role", "content") if name in held}


def _copied(value: Any) -> Any:
    if type(value) is list:
        return [_copied(item) for item in value]
    if type(value) is dict:
        return {key: _copied(item) for key, item in value.items()}
    return value


def reply(answer: Any) -> str | None:
    """Return the text of an answer; None for what is no answer of a model, an empty text for one that calls tools."""
    if isinstance(getattr(answer, "output", None), list):
        return "".join(map(_output, answer.output))
    choices = getattr(answer, "choices", None)
    if not isinstance(choices, list):
        return None
    return _content(choices, "message")


def piece(chunk: Any) -> str:
    """Return the text that a chunk of a stream adds."""
    choices = getattr(chunk, "choices", None)
    if isinstance(choices, list):
        return _content(choices, "delta")
    if getattr(chunk, "type", None) == "response.output_text.delta":
        return str(chunk.delta)
    return ""


def _content(choices: list[Any], part: str) -> str:
    content = getattr(getattr(choices[0], part, None), "content", None) if choices else None
    return content if isinstance(content, str) else ""


def _output(item: Any) -> str:
    """Return the text of a part of an answer in the form of Responses."""
    content = getattr(item, "content", None)
    parts = content if isinstance(content, list) else []
    texts = [getattr(part, "text", None) for part in parts]
    return "".join(text for text in texts if isinstance(text, str))


def told(answer: Any) -> dict[str, Any]:
    """Return what an answer, or the last chunks of one, tells beside its text; nothing that it does not tell."""
    whole = getattr(answer, "response", None)  # of the chunk that ends a stream of Responses
    answer = answer if whole is None else whole
    found: dict[str, Any] = {}
    model, usage = getattr(answer, "model", None), getattr(answer, "usage", None)
    if isinstance(model, str):
        found["model"] = model
    if usage is not None:
        found["usage"] = {
            "prompt_tokens": _either(usage, "prompt_tokens", "input_tokens"),
            "reply_tokens": _either(usage, "completion_tokens", "output_tokens"),
        }
    cost = (getattr(answer, "_hidden_params", None) or {}).get("response_cost")
    if isinstance(cost, (int, float)):
        found["cost"] = float(cost)
    return found


def _either(usage: Any, *names: str) -> int | None:
    return next((n for name in names if isinstance(n := getattr(usage, name, None), int)), None)
