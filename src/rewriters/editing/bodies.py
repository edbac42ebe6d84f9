"""Bodies of functions as text: taken out of a definition, and put under another's header with its indentation."""

from __future__ import annotations

import ast
import io
import textwrap
import tokenize
from dataclasses import dataclass
from typing import TypeGuard

from rewriters.editing.text import SourceText
from rewriters.parsing import parse
from rewriters.scopes import FunctionNode
from rewriters.spans import Span, split_lines


@dataclass(frozen=True, slots=True)
class Definition:
    """A `def` on its own, without decorators: dedented source and its tree."""

    text: str
    node: FunctionNode

    @classmethod
    def parse(cls, text: str) -> Definition:
        """Read one definition; decorators are left out. Raises SyntaxError for anything else."""
        clean = (
            textwrap.dedent(
                text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(8)
                if (_tabs_and_blanks(text))
                else text.replace("\r\n", "\n").replace("\r", "\n")
            ).strip("\n")
            + "\n"
        )
        tree = parse(clean)
        if len(tree.body) != 1 or not isinstance(
            tree.body[0], (ast.FunctionDef, ast.AsyncFunctionDef)
        ):
            raise SyntaxError("one function definition is expected")
        node = tree.body[0]
        if not node.decorator_list:
            return cls(clean, node)
        bare = "".join(split_lines(clean)[node.lineno - 1 :]).rstrip("\n") + "\n"
        return cls(bare, _only(parse(bare)))


def _only(tree: ast.Module) -> FunctionNode:
    node = tree.body[0]
    assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    return node


def _tabs_and_blanks(text: str) -> bool:
    blanks = {line[:1] for line in text.splitlines() if line[:1] in {" ", "\t"}}
    return len(blanks) > 1


def header_end(text: str, line: int) -> tuple[int, int]:
    """Return line and column (in characters) behind the colon of the definition that begins on `line`."""
    lines = split_lines(text)
    reader = io.StringIO("".join(lines[line - 1 :])).readline
    depth = 0
    for token in tokenize.generate_tokens(reader):
        if token.type == tokenize.OP:
            depth += (token.string in "([{") - (token.string in ")]}")
            if token.string == ":" and depth == 0:
                return line - 1 + token.end[0], token.end[1]
    raise SyntaxError("a definition without a body")


def definition_text(source: SourceText, span: Span) -> str:
    """Return a definition on its own: dedented, without decorators, as a value of a code parameter reads."""
    indent = source.indentation(span.line)
    lines = [line.rstrip("\r\n") for line in source.lines[span.line - 1 : span.end_line]]
    start = source.range(Span(span.line, span.col, span.line, span.col))[0]
    before = source.offset(span.line, 0)
    lines[0] = lines[0][start - before :]
    lines[-1] = (
        source.cut(Span(span.end_line, 0, span.end_line, span.end_col))
        if (len(lines) > 1)
        else source.cut(span)
    )
    held = _inside_strings("\n".join(source.text.splitlines()), span)
    out = [lines[0]]
    for number, line in enumerate(lines[1:], span.line + 1):
        out.append(line if number in held else line.removeprefix(indent))
    return "\n".join(out) + "\n"


def _inside_strings(text: str, span: Span) -> frozenset[int]:
    """Return the lines of a span that begin inside a string, where blanks are part of the value."""
    found: set[int] = set()
    for node in ast.walk(parse(text)):
        if _is_text(node) and span.line <= node.lineno <= span.end_line:
            found.update(range(node.lineno + 1, (node.end_lineno or node.lineno) + 1))
    return frozenset(found)


def _is_text(node: ast.AST) -> TypeGuard[ast.expr]:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))
    )


def body_edit(source: SourceText, span: Span, new: Definition) -> tuple[Span, str]:
    """Return the edit that puts the body of `new` under the header at `span`.

    What stands after the header on its line, and the comments there, stay.
    """
    text = "".join(split_lines(source.text))
    line, col = header_end(text, span.line)
    node = _node_at(text, span)
    own_line = node.body[0].lineno > line
    unit = "\t" if "\t" in source.indentation(span.line) else source.unit
    indent = (
        source.indentation(_first_line(node)) if own_line else source.indentation(span.line) + unit
    )
    pieces = _body_lines(new, indent, unit)
    if own_line:
        return Span(line + 1, 0, span.end_line, span.end_col), "\n".join(pieces)
    start = len(source.lines[line - 1][:col].encode())
    whole = Span(line, start, span.end_line, span.end_col)
    simple = len(pieces) == 1 and len(new.node.body) == 1 and not hasattr(new.node.body[0], "body")
    return whole, " " + pieces[0].strip() if simple else "\n" + "\n".join(pieces)


def _first_line(node: FunctionNode) -> int:
    first = node.body[0]
    decorators: list[ast.expr] = getattr(first, "decorator_list", [])
    return min([first.lineno, *(d.lineno for d in decorators)])


def _node_at(text: str, span: Span) -> FunctionNode:
    for node in ast.walk(parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and Span.of(node) == span:
            return node
    raise SyntaxError(f"no function begins at line {span.line}")


def _body_lines(new: Definition, indent: str, unit: str) -> list[str]:
    """Return the lines of a body, indented anew; lines inside strings stay as they are."""
    line, col = header_end(new.text, 1)
    lines = [piece.rstrip("\n") for piece in split_lines(new.text)]
    if new.node.body[0].lineno == line:
        return [indent + lines[line - 1][col:].strip(), *lines[line:-1]]
    body = lines[line:]
    while body and not body[-1].strip():
        body.pop()
    first = lines[_first_line(new.node) - 1]
    old = first[: len(first) - len(first.lstrip())]
    held = _inside_strings(new.text, Span.of(new.node))
    return [
        text if number in held else _indented(text, old, indent, unit)
        for number, text in enumerate(body, line + 1)
    ]


def _indented(text: str, old: str, indent: str, unit: str) -> str:
    if not text.strip():
        return ""
    if not text.startswith(old):  # a comment further left
        return indent + text.strip()
    rest = text[len(old) :]
    inner = rest[: len(rest) - len(rest.lstrip(" \t"))]
    return indent + _converted(inner, old, unit) + rest[len(inner) :]


def _converted(inner: str, old: str, unit: str) -> str:
    """Write deeper indentation in the file's own kind of blanks."""
    if (
        not inner
        or not old
        or (unit[0] in inner and len(set(inner)) == 1 and len(old) == len(unit))
    ):
        return inner
    steps, rest = divmod(len(inner), len(old))
    return unit * steps + " " * rest
