"""Marks written as comments, `# tracer: trainable bounds=(0, 2)`, for code that must not import us."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from rewriters.sites import SiteTable

_ASSIGNMENTS = frozenset({"Assign", "AnnAssign"})
_FUNCTIONS = frozenset({"FunctionDef", "AsyncFunctionDef"})
_OPTION = re.compile(r"(?:^|[\s,])\s*([A-Za-z_]\w*)\s*=(?!=)")
_EMPTY = re.compile(r"[\s,]*")
_KINDS: Mapping[str, tuple[tuple[type, ...], str]] = {
    "name": ((str,), "a text"),
    "description": ((str,), "a text"),
    "constraint": ((str,), "a text"),
    "bounds": ((tuple, list), "two numbers, (low, high)"),
    "choices": ((tuple, list, set), "a list of values"),
    "must_contain": ((tuple, list), "a list of texts"),
    "per_instance": ((bool,), "True or False"),
}


class CommentMark(NamedTuple):
    """A mark and the statement it marks: an assignment, or a `def` whose body may be rewritten."""

    line: int
    site: int
    options: Mapping[str, Any]


Malformed = tuple[int, str]
"""Line, and what is wrong there."""


def comment_marks(sites: SiteTable) -> tuple[list[CommentMark], list[Malformed]]:
    """Return the marks of a file in the order of lines, and those that are none, each with what is wrong."""
    marks: list[CommentMark] = []
    malformed: list[Malformed] = []
    for line, text in sites.marks:
        site = _statement(sites, line)
        try:
            options = mark_options(text)
        except ValueError as error:
            malformed.append((line, str(error)))
            continue
        if site is None:
            malformed.append((line, "`# tracer: trainable` stands on no assignment and on no def"))
        else:
            marks.append(CommentMark(line, site, options))
    return marks, malformed


def _statement(sites: SiteTable, line: int) -> int | None:
    """Return the innermost assignment that reaches this line, or the function whose header does."""
    found = None
    for site, row in enumerate(sites.rows):
        if row[0] in _ASSIGNMENTS:
            last = row[6]
        elif row[0] in _FUNCTIONS:
            last = _header_end(sites, site)
        else:
            continue
        if row[4] <= line <= last:
            found = site
    return found


def _header_end(sites: SiteTable, function: int) -> int:
    """Return the last line of a function before its body."""
    body = [c for c in sites.children[function] if sites.rows[c][1] == "body"]
    first, last = sites.rows[function][4], sites.rows[body[0]][4] - 1
    return max(first, last)


def mark_options(text: str) -> dict[str, Any]:
    """Return the options of a mark from the comment's text after `tracer:`. Raises ValueError."""
    word, _, rest = text.partition(" ")
    if word != "trainable":
        raise ValueError(f"`# tracer: {text}` is no mark; write `# tracer: trainable`")
    options: dict[str, Any] = {}
    for name, value in _options(rest):
        if name in options:
            raise ValueError(f"the option {name} is given twice")
        options[name] = _value(name, value)
    return options


def _options(rest: str) -> list[tuple[str, str]]:
    """Return names and values as written. What looks like an option may stand inside a value."""
    starts = list(_OPTION.finditer(rest))
    before = rest[: starts[0].start()] if starts else rest
    if not _EMPTY.fullmatch(before):
        raise ValueError(f"{before.strip()!r} is no option; write name=value")
    found: list[tuple[str, str]] = []
    for i, start in enumerate(starts):
        end = starts[i + 1].start() if i + 1 < len(starts) else len(rest)
        if found and not _is_literal(found[-1][1]):
            name, value = found.pop()
            found.append((name, value + rest[start.start() : end]))
        else:
            found.append((start[1], rest[start.end() : end]))
    return found


def _is_literal(text: str) -> bool:
    try:
        ast.literal_eval(text.strip(" ,\t"))
    except (ValueError, SyntaxError):
        return False
    return True


def _value(name: str, text: str) -> Any:
    text = text.strip(" ,\t")
    if name not in _KINDS:
        raise ValueError(f"there is no option {name}; there are {', '.join(_KINDS)}")
    if not _is_literal(text):
        raise ValueError(f"the value of {name} is no literal: {text or 'nothing'}")
    value = ast.literal_eval(text)
    kinds, description = _KINDS[name]
    if not isinstance(value, kinds) or (name == "bounds" and not _is_range(value)):
        raise ValueError(f"{name} takes {description}, not {text}")
    return value


def _is_range(value: Any) -> bool:
    numbers = [v for v in value if isinstance(v, (int, float)) and not isinstance(v, bool)]
    return len(numbers) == len(value) == 2 and numbers[0] <= numbers[1]
