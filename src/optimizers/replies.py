"""What an LLM answered, as data: suggested values by name, or why there are none.

The form: `<reasoning>…</reasoning>`, then `<variable><name>…</name><value>…</value></variable>` for each change. A
JSON object with `reasoning` and `suggestion` is read too. Nothing of a reply is run, and one that was cut off is
adopted in no part.
"""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LONGEST = 1_000_000
"""Characters of a reply that are looked at; a longer one is refused."""

_FENCE = re.compile(r"\A\s*```[\w+-]*[ \t]*\n(?P<inside>.*?)\n?[ \t]*```\s*\Z", re.DOTALL)
_TAGS = tuple(
    f"<{slash}{name}>" for name in ("reasoning", "variable", "name", "value") for slash in ("", "/")
)


@dataclass(frozen=True, slots=True)
class Reply:
    """`suggestion`: the new value of each variable, text or (from JSON) a JSON value. `problem`: why it is empty."""

    suggestion: Mapping[str, Any] = field(default_factory=dict)
    reasoning: str = ""
    problem: str | None = None


def parse(text: str, *, cut: bool = False) -> Reply:
    """Read a reply; never raises. `cut`: its sender said that it stopped at a limit."""
    if not text.strip():
        return Reply(problem="the reply is empty")
    if len(text) > LONGEST:
        return Reply(problem=f"the reply has {len(text)} characters, more than {LONGEST}")
    if cut:
        return Reply(problem="the reply was cut off at a limit")
    reply = _tagged(text)
    if reply is None:
        reply = _json(text)
    return reply


# ---------------------------------------------------------------------- tags


def _tagged(text: str) -> Reply | None:
    """Read the tagged form in one pass; None if there is no tag."""
    reasoning, position = _reasoning(text)
    if position is None:
        return Reply(problem=_unclosed("reasoning"))
    suggestion: dict[str, str] = {}
    while (start := text.find("<variable>", position)) >= 0:
        found = _variable(text, start + len("<variable>"))
        if isinstance(found, str):
            return Reply(reasoning=reasoning, problem=found)
        name, value, position = found
        suggestion.pop(name, None)
        suggestion[name] = value
    if _ends_in_a_tag(text[position:]):
        return Reply(reasoning=reasoning, problem="the reply ends in the middle of a tag")
    if not suggestion:
        return None if not reasoning else Reply({}, reasoning, "no variable is suggested")
    return Reply(suggestion, reasoning)


def _reasoning(text: str) -> tuple[str, int | None]:
    """Return the reasoning and where it ends; None for the place if it does not end."""
    start = text.find("<reasoning>")
    if start < 0 or 0 <= text.find("<variable>") < start:
        return "", 0
    start += len("<reasoning>")
    end = text.find("</reasoning>", start)
    if end < 0:
        return "", None
    return text[start:end].strip(), end + len("</reasoning>")


def _variable(text: str, position: int) -> tuple[str, str, int] | str:
    """Return name, value and where the variable ends, or what is wrong with it."""
    start = text.find("<name>", position)
    end = text.find("</name>", position)
    if start < 0 or end < start or text[position:start].strip():
        return _unclosed("name")
    name, position = text[start + len("<name>") : end].strip(), end + len("</name>")
    start = text.find("<value>", position)
    if start < 0 or text[position:start].strip():
        return _unclosed("value")
    start += len("<value>")
    end = after = start
    while (
        True
    ):  # a value may hold `</value>`: the one that counts is followed by the end of the variable
        end = text.find("</value>", after)
        if end < 0:
            return _unclosed("value")
        after = end + len("</value>")
        close = _skip_space(text, after)
        if text.startswith("</variable>", close):
            return name, _bare(text[start:end]), close + len("</variable>")


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _unclosed(tag: str) -> str:
    return f"<{tag}> is missing or not closed: the reply may have been cut off"


def _ends_in_a_tag(rest: str) -> bool:
    tail = rest.rstrip()
    last = tail.rfind("<")
    return last >= 0 and any(tag.startswith(tail[last:]) for tag in _TAGS if tag != tail[last:])


def _bare(value: str) -> str:
    """Return a value without the fence around it, or else without one newline at either end."""
    fenced = _FENCE.match(value)
    if fenced:
        return fenced["inside"]
    return value.removeprefix("\r").removeprefix("\n").removesuffix("\n").removesuffix("\r")


# ---------------------------------------------------------------------- JSON


def _json(text: str) -> Reply:
    fenced = _FENCE.match(text)
    body = fenced["inside"] if fenced else text
    start, end = body.find("{"), body.rfind("}")
    if start < 0 or end < start:
        return Reply(problem="no variable is suggested")
    loaded = _loaded(body[start : end + 1])
    if not isinstance(loaded, dict):
        return Reply(problem="the reply is neither tagged nor a JSON object")
    suggestion, reasoning = loaded.get("suggestion"), loaded.get("reasoning", "")
    reasoning = reasoning if isinstance(reasoning, str) else ""
    if not isinstance(suggestion, dict) or not suggestion:
        return Reply(reasoning=reasoning, problem="no variable is suggested")
    return Reply({str(name): value for name, value in suggestion.items()}, reasoning)


def _loaded(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return _repaired(text)


def _repaired(text: str) -> object:
    """Repair what is nearly JSON, where json-repair is installed."""
    if importlib.util.find_spec("json_repair") is None:
        return None
    import json_repair  # type: ignore[import-not-found,unused-ignore]  # an extra

    try:
        repaired: object = json_repair.loads(text)
    except (ValueError, RecursionError):
        return None
    return repaired
