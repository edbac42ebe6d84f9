"""The source of a value, in the form the old one had where that can be."""

from __future__ import annotations

import ast
import math
from dataclasses import dataclass
from typing import Any

from rewriters.editing.strings import Style, string_literal
from rewriters.parsing import parse

_ATOMS = (bool, int, float, complex, bytes, type(None), type(...))


_BRACKETS = {
    "list": ("[", "]"),
    "tuple": ("(", ")"),
    "set": ("{", "}"),
    "dict": ("{", "}"),
    "frozenset": ("frozenset({", "})"),
}


class NotWritable(ValueError):
    """A value that no literal gives."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a literal stands: the indentation of its line, one step of it, and the encoding it must fit into."""

    indent: str = ""
    unit: str = "    "
    width: int = 88
    encoding: str = "utf-8"


def literal(value: Any, old: str, setting: Setting) -> str:
    """Return source that gives `value`, styled as `old`. Raises NotWritable for what is no literal."""
    if same(value, evaluated(old)):
        return old
    new = _encodable(_written(value, old, setting), value, setting.encoding)
    if not same(value, evaluated(new)):
        raise NotWritable(f"{type(value).__name__} {value!r:.60} cannot be written as source")
    return new


def evaluated(code: str) -> Any:
    """Return the value of literal source; `Unknown` for anything else."""
    try:
        tree = parse(f"(\n{code}\n)", mode="eval")
        return _value(tree.body)
    except (ValueError, SyntaxError):
        return Unknown


class Unknown:
    """In place of the value of source that must be run to know it."""


def _value(node: ast.expr) -> Any:
    """As `ast.literal_eval`, and `float("inf")` with its kin."""
    match node:
        case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value=str(text))]):
            return float(text)
        case ast.Call(func=ast.Name(id="frozenset"), args=[inner], keywords=[]):
            return frozenset(_value(inner))
        case ast.Dict(keys=keys, values=values) if None not in keys:
            return {_value(k): _value(v) for k, v in zip(keys, values, strict=True) if k}
        case ast.List(elts=parts):
            return [_value(p) for p in parts]
        case ast.Tuple(elts=parts):
            return tuple(_value(p) for p in parts)
        case ast.Set(elts=parts):
            return {_value(p) for p in parts}
        case _:
            return ast.literal_eval(node)


def same(a: Any, b: Any) -> bool:
    """Are both the same value of the same type, all the way down? `nan` is itself; `-0.0` is not `0.0`."""
    if type(a) is not type(b):
        return False
    match a:
        case float():
            return repr(a) == repr(b)
        case list() | tuple():
            return len(a) == len(b) and all(map(same, a, b))
        case dict():
            return same(list(a), list(b)) and same(list(a.values()), list(b.values()))
        case _:
            return bool(a == b)


def _written(value: Any, old: str, setting: Setting) -> str:
    if type(value) is str:
        return string_literal(value, Style.of(old), setting.indent, setting.unit, setting.width)
    if type(value) is float and not math.isfinite(value):
        return f'float("{value}")'
    if type(value) in _ATOMS:
        return repr(value)
    if type(value) in {list, tuple, set, frozenset, dict}:
        return _container(value, old, setting)
    raise NotWritable(f"a {type(value).__name__} cannot be written as source")


def _container(value: Any, old: str, setting: Setting) -> str:
    kept = _kept(value, old, setting)
    if kept is not None:
        return kept
    opening, closing = _BRACKETS[type(value).__name__]
    if not value and type(value) in {set, frozenset}:
        return f"{type(value).__name__}()"
    inner = Setting(setting.indent + setting.unit, setting.unit, 1 << 30, setting.encoding)
    pieces = _items(value, old, inner)
    comma = "," if type(value) is tuple and len(value) == 1 else ""
    line = f"{opening}{', '.join(pieces)}{comma}{closing}"
    if len(setting.indent) + len(line) <= setting.width and "\n" not in line:
        return line
    body = "".join(f"{inner.indent}{piece},\n" for piece in pieces)
    return f"{opening}\n{body}{setting.indent}{closing}"


def _items(value: Any, old: str, setting: Setting) -> list[str]:
    if type(value) is dict:
        return [
            f"{_written(k, old, setting)}: {_written(v, old, setting)}" for k, v in value.items()
        ]
    parts = value if isinstance(value, (list, tuple)) else sorted(value, key=repr)
    return [_written(part, old, setting) for part in parts]


def _kept(value: Any, old: str, setting: Setting) -> str | None:
    """Change just the parts that differ, where the old display has as many, under the same keys."""
    try:
        node = parse(f"(\n{old}\n)", mode="eval").body
    except SyntaxError:
        return None
    parts = _parts(value, node)
    if parts is None:
        return None
    lines = f"(\n{old}\n)".encode().split(b"\n")
    for new, part in sorted(parts, key=lambda p: (p[1].lineno, p[1].col_offset), reverse=True):
        if part.lineno != part.end_lineno:
            if not same(new, _known(part)):
                return None
            continue
        line, start, end = lines[part.lineno - 1], part.col_offset, part.end_col_offset
        code = line[start:end].decode()
        text = literal(new, code, Setting(setting.indent, setting.unit, 1 << 30, setting.encoding))
        lines[part.lineno - 1] = line[:start] + text.encode() + line[end:]
    return b"\n".join(lines[1:-1]).decode()


def _known(node: ast.expr) -> Any:
    try:
        return _value(node)
    except ValueError:
        return Unknown


def _parts(value: Any, node: ast.expr) -> list[tuple[Any, ast.expr]] | None:
    match node:
        case ast.List(elts=parts) if type(value) is list and len(parts) == len(value):
            return list(zip(value, parts, strict=True))
        case ast.Tuple(elts=parts) if type(value) is tuple and len(parts) == len(value):
            return list(zip(value, parts, strict=True))
        case ast.Dict(keys=keys, values=parts) if type(value) is dict and None not in keys:
            known = [_known(k) for k in keys if k is not None]
            if same(known, list(value)):
                return list(zip(value.values(), parts, strict=True))
    return None


def _encodable(code: str, value: Any, encoding: str) -> str:
    try:
        code.encode(encoding)
    except UnicodeEncodeError:
        return ascii(value)
    return code
