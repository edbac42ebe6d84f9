"""String literals: written again in the prefix and quotes they had, or readably over several lines."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from rewriters.parsing import parse

_OPENING = re.compile(r"([A-Za-z]*)('''|\"\"\"|'|\")")
_WIDTH = 88
_QUOTES = ('"', "'", '"""', "'''")


@dataclass(frozen=True, slots=True)
class Style:
    """How a literal is written: its prefix without `f`, and its quotes."""

    prefix: str = ""
    quote: str = '"'

    @classmethod
    def of(cls, code: str) -> Style:
        """Read the style of the first literal in `code`."""
        match = _OPENING.search(code)
        if match is None:
            return cls()
        return cls(re.sub("[fFuUbB]", "", match.group(1)), match.group(2))


def string_literal(value: str, style: Style, indent: str, unit: str, width: int = _WIDTH) -> str:
    r"""Return source of a string in `style`; `indent` is that of the line it begins on.

    Text of several lines, or longer than a line, is written in triple quotes where it was, else piece by piece in
    brackets.
    """
    if len(style.quote) == 3:
        text = _triple(value, style)
        if text is not None:
            return text
        style = Style(style.prefix, style.quote[0])
    line = _one_line(value, style)
    lines = value.count("\n") - value.endswith("\n")
    if lines <= 0 and len(indent) + len(line) <= width:
        return line
    return _pieces(value, style.quote, indent, unit, width)


def _one_line(value: str, style: Style) -> str:
    if style.prefix:
        raw = f"{style.prefix}{style.quote}{value}{style.quote}"
        if "\n" not in value and "\r" not in value and _means(raw, value):
            return raw
    other = "'" if style.quote == '"' else '"'
    quote = other if style.quote in value and other not in value else style.quote
    return quote + _escaped(value, quote).replace("\n", "\\n") + quote


def _triple(value: str, style: Style) -> str | None:
    if style.prefix:
        raw = f"{style.prefix}{style.quote}{value}{style.quote}"
        if "\r" not in value and _means(raw, value):
            return raw
    body = _escaped(value, "").replace(style.quote, "\\" + "\\".join(style.quote))
    if body.endswith(style.quote[0]):
        body = body[:-1] + "\\" + body[-1]
    # Blanks before a line end would be lost to editors.
    body = re.sub(r"([ \t])(?=\n)", lambda m: "\\x20" if m[1] == " " else "\\t", body)
    text = f"{style.quote}{body}{style.quote}"
    return text if _means(text, value) else None


def _escaped(value: str, quote: str) -> str:
    """Escape what a literal cannot hold as it is: backslashes, the quote, what does not print; newlines stay."""
    out = []
    for char in value:
        if char == "\\" or (quote and char == quote):
            out.append("\\" + char)
        elif char == "\n" or char.isprintable():
            out.append(char)
        else:
            out.append(repr(char)[1:-1])
    return "".join(out)


def _pieces(value: str, quote: str, indent: str, unit: str, width: int) -> str:
    room = max(20, width - len((indent + unit).expandtabs(4)) - 2)
    pieces = [p for line in value.splitlines(keepends=True) for p in _wrapped(line, room)] or [""]
    inner = indent + unit
    body = "\n".join(inner + _one_line(p, Style("", quote)) for p in pieces)
    return f"(\n{body}\n{indent})"


def _wrapped(line: str, room: int) -> list[str]:
    """Cut behind blanks, so that a piece fits where it can."""
    out, rest = [], line
    while len(rest) > room:
        cut = rest.rfind(" ", 0, room) + 1
        if cut <= 0:
            cut = room
        out.append(rest[:cut])
        rest = rest[cut:]
    return [*out, rest]


def _means(code: str, value: str) -> bool:
    try:
        got: object = ast.literal_eval(code)
    except (ValueError, SyntaxError):
        return False
    return type(got) is str and got == value


def template_text(code: str) -> str:
    """Return an f-string's text, without prefix and quotes; the pieces of an implicit concatenation are joined."""
    import libcst

    def text(node: libcst.BaseExpression) -> str:
        match node:
            case libcst.ConcatenatedString():
                return text(node.left) + text(node.right)
            case libcst.FormattedString():
                whole = libcst.Module([]).code_for_node(node.with_changes(lpar=(), rpar=()))
                return whole[len(node.start) : -len(node.end)]
            case libcst.SimpleString():
                return node.raw_value.replace("{", "{{").replace("}", "}}")
            case _:
                raise ValueError("no f-string")

    return text(libcst.parse_expression(code))


def template_literal(text: str, code: str) -> str:
    """Return source of an f-string with another text, in the style of `code`. Raises ValueError if there is none."""
    style = Style.of(code)
    wanted = [style.quote, *(q for q in _QUOTES if q != style.quote)]
    for quote in wanted:
        new = f"f{style.prefix}{quote}{text}{quote}"
        if _is_template(new, text):
            return new
    raise ValueError("the text is no f-string's")


def _is_template(code: str, text: str) -> bool:
    try:
        tree = parse(f"({code})", mode="eval")
    except (SyntaxError, ValueError):
        return False
    return isinstance(tree.body, ast.JoinedStr) and template_text(code) == text
