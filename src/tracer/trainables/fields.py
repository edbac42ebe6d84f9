"""Replacement fields: of texts that are formatted later, and of f-string templates."""

from __future__ import annotations

import ast
import re
from collections import Counter
from types import FrameType
from typing import Any

from rewriters.parsing import parse

_FIELD = re.compile(
    r"\{\{|\}\}|\{(?P<name>\d+|[^\W\d]\w*|)(?P<way>(?:\.[^\W\d]\w*|\[[^\[\]{}]*\])*)(?:![rsa])?"
    r"(?::(?P<spec>(?:[^{}]|\{[^{}]*\})*))?\}"
)


def format_fields(text: str) -> Counter[str]:
    """Return the fields of a format string: `{}`, `{0}`, `{name}`, `{name.attr}`. Other braces are text."""
    found: Counter[str] = Counter()
    for match in _FIELD.finditer(text):
        if match.group("name") is not None:
            found[match.group("name") + match.group("way")] += 1
            found += format_fields(match.group("spec") or "")  # `{0:>{width}}`
    return found


def template_fields(text: str) -> Counter[str]:
    """Return the expressions of an f-string's text. Raises SyntaxError for text that is none."""
    return Counter(ast.unparse(f.value) for f in _parsed(text) if isinstance(f, ast.FormattedValue))


def is_plain(text: str) -> bool:
    """Are the fields of an f-string's text names and attributes, which give the same when they are read twice?"""
    return all(_is_name(f.value) for f in _parsed(text) if isinstance(f, ast.FormattedValue))


def _is_name(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def template_code(text: str) -> str:
    """Return source of the f-string with this text. Raises SyntaxError for text that is none."""
    if "\r" in text:  # in source it ends a line, and is read as a newline
        raise SyntaxError("a carriage return in the text of an f-string is written \\r")
    for quote in ('"""', "'''", '"', "'"):
        code = f"f{quote}{text}{quote}"
        try:
            tree = parse(f"({code})", mode="eval")
        except (SyntaxError, ValueError):
            continue
        if isinstance(tree.body, (ast.JoinedStr, ast.Constant)):
            return code
    raise SyntaxError(f"{text!r:.60} is not the text of an f-string")


def _parsed(text: str) -> list[ast.AST]:
    node = parse(f"({template_code(text)})", mode="eval").body
    return [n for v in getattr(node, "values", []) for n in ast.walk(v)]


def render(text: str, frame: FrameType) -> str:
    """Evaluate an f-string's text in the frame of its mark."""
    code = compile(f"({template_code(text)})", frame.f_code.co_filename, "eval")
    value: Any = eval(code, frame.f_globals, frame.f_locals)  # noqa: S307  # its fields are the source's own
    return str(value)
