"""Values as short text: a bounded repr of our own, which runs none of the user's code."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any, NamedTuple

from tracer.privacy import HIDDEN, NOTHING_REDACTED, Redaction

UNLIMITED = sys.maxsize
_WINDOW = 1 << 16
"""Of longer texts only so much of each end is searched for secrets: no view shows more."""
_PLAIN = frozenset({float, complex, bool, type(None), type(...), type(NotImplemented)})
_TRUSTED = frozenset(
    {
        ("datetime", "date"),
        ("datetime", "datetime"),
        ("datetime", "time"),
        ("datetime", "timedelta"),
        ("decimal", "Decimal"),
        ("fractions", "Fraction"),
        ("uuid", "UUID"),
        ("pathlib", "PosixPath"),
        ("pathlib", "WindowsPath"),
        ("pathlib._local", "PosixPath"),
        ("pathlib._local", "WindowsPath"),
    }
)
"""Types of the standard library whose repr is short and runs nothing of the user's."""
_MOST_DIGITS = 1000
_READABLE = 12
"""An item of a container is not cut to fewer characters; rather fewer items are shown."""


class _Brackets(NamedTuple):
    open: str
    close: str
    empty: str


_BRACKETS: dict[type, _Brackets] = {
    list: _Brackets("[", "]", "[]"),
    tuple: _Brackets("(", ")", "()"),
    set: _Brackets("{", "}", "set()"),
    frozenset: _Brackets("frozenset({", "})", "frozenset()"),
    dict: _Brackets("{", "}", "{}"),
}


@dataclass(frozen=True, slots=True)
class Style:
    """How values are written.

    At most `chars` characters for one value (at least 24 are used), containers inside containers to `depth`.
    `user_reprs` runs the `__repr__` of other objects. That is the user's code: it can have effects and, since
    nothing can interrupt it safely, take for ever; so it is off unless somebody asks. One that raises costs its own
    value only.
    """

    chars: int = 80
    depth: int = 4
    user_reprs: bool = False
    redaction: Redaction = NOTHING_REDACTED

    def __call__(self, value: Any) -> str:
        """Return the value as one line of at most `chars` characters."""
        room = max(self.chars, 24)
        return _fit(_Writer(self).write(value, room, self.depth), room)

    def named(self, name: str, value: Any) -> str:
        """Return the value of what has this name, hidden if the name says so."""
        return HIDDEN if self.redaction.hides(name, value) else self(value)


def type_name(value: Any) -> str:
    """Return the qualified name of the value's type, without asking the value or a metaclass."""
    return _class_name(type(value))


def _class_name(cls: type) -> str:
    return str(type.__dict__["__qualname__"].__get__(cls))


def _fit(text: str, room: int) -> str:
    if len(text) <= room:
        return text
    half = (room - 1) // 2
    return f"{text[: room - 1 - half]}…{text[-half:]}"


class _Writer:
    """Writes one value; knows the containers it stands in, for cycles."""

    def __init__(self, style: Style) -> None:
        self._style = style
        self._within: list[int] = []

    def write(self, value: Any, room: int, depth: int) -> str:
        kind = type(value)
        if kind is str or kind is bytes:
            return self._long(value, room)
        if kind in _PLAIN:
            return repr(value)
        if kind is int:
            return _integer(value, room)
        if kind in _BRACKETS:
            return self._container(value, room, depth)
        return _fit(self._other(value, room, depth), room)

    def _long(self, value: Any, room: int) -> str:
        size, unit = len(value), "characters" if type(value) is str else "bytes"
        if size > 2 * _WINDOW and room < _WINDOW // 8:
            ends = self._hidden(value[:_WINDOW]), self._hidden(value[-_WINDOW:])
        else:
            whole = self._hidden(value)
            if len(whole) <= room and len(text := repr(whole)) <= room:
                return text
            ends = whole, whole
        keep = max(0, (room - len(f"…{size} {unit}…")) // 2)
        while keep > 0:
            text = _around(ends[0][:keep], f"…{size} {unit}…", ends[1][-keep:])
            if len(text) <= room:
                return text
            keep = min(keep - 1, keep * room // len(text))
        return f"{ends[0][: max(room - 4, 1)]!r}…"

    def _hidden(self, value: Any) -> Any:
        if type(value) is str:
            return self._style.redaction.text(value)
        hidden = self._style.redaction.text(value.decode("latin-1"))
        return hidden.encode("latin-1", "replace")

    def _container(self, value: Any, room: int, depth: int) -> str:
        kind: type = type(value)
        brackets, size = _BRACKETS[kind], len(value)
        if not size:
            return brackets.empty
        if id(value) in self._within:
            return f"{brackets.open}<cycle>{brackets.close}"
        if depth <= 0:
            return f"{brackets.open}… {size} …{brackets.close}"
        self._within.append(id(value))
        try:
            return self._items(value, brackets, room, depth - 1)
        except RuntimeError:  # another thread changes it while we look
            return f"<{type(value).__name__} that is being changed>"
        finally:
            self._within.pop()

    def _items(self, value: Any, brackets: _Brackets, room: int, depth: int) -> str:
        size = len(value)
        one = type(value) is tuple and size == 1
        around = len(brackets.open) + len(brackets.close) + one
        if size <= room // 3 + 1:
            texts = self._all(value, room - around, depth)
            if texts is not None:
                return f"{brackets.open}{', '.join(texts)}{',' if one else ''}{brackets.close}"
        return self._ends(value, brackets, room, depth)

    def _all(self, value: Any, room: int, depth: int) -> list[str] | None:
        """Return all items as text, or None as soon as they need more than `room`."""
        texts: list[str] = []
        for item in _ordered(value):
            text = self._item(value, item, max(room, 1), depth)
            room -= len(text) + (2 if texts else 0)
            if room < 0:
                return None
            texts.append(text)
        return texts

    def _ends(self, value: Any, brackets: _Brackets, room: int, depth: int) -> str:
        """Write the first and last items, and how many there are between them."""
        size = len(value)
        left = room - len(brackets.open) - len(brackets.close)
        if size <= 6 and (share := left // size - 2) >= _READABLE:
            texts = [_fit(self._item(value, i, share, depth), share) for i in _ordered(value)]
            return f"{brackets.open}{', '.join(texts)}{brackets.close}"
        left -= len(f"…{size} more…") + 2
        share = max(left // 6 - 2, _READABLE * (2 if type(value) is dict else 1))
        head: list[str] = []
        tail: list[str] = []
        first, last = iter(_ordered(value)), _backwards(value)
        while len(head) + len(tail) < size - 1:
            source = first if last is None or len(head) <= len(tail) else last
            text = _fit(self._item(value, next(source), share, depth), share)
            if left < len(text) + 2:
                break
            left -= len(text) + 2
            (head if source is first else tail).append(text)
        middle = f"…{size - len(head) - len(tail)} more…"
        return f"{brackets.open}{', '.join([*head, middle, *reversed(tail)])}{brackets.close}"

    def _item(self, container: Any, item: Any, room: int, depth: int) -> str:
        if type(container) is not dict:
            return self.write(item, room, depth)
        key, value = item
        name = self.write(key, max(room // 2, 8), depth)
        if type(key) is str and self._style.redaction.hides(key, value):
            return f"{name}: {HIDDEN}"
        return f"{name}: {self.write(value, max(room - len(name) - 2, 8), depth)}"

    def _other(self, value: Any, room: int, depth: int) -> str:
        kind = type(value)
        text = _described(value)
        if text is not None:
            return text
        if issubclass(kind, BaseException):
            return self._exception(value, room, depth)
        if self._style.user_reprs or _is_trusted(kind):
            return self._style.redaction.text(_asked(value))
        return f"<{_class_name(kind)}>"

    def _exception(self, error: BaseException, room: int, depth: int) -> str:
        arguments = BaseException.__dict__["args"].__get__(error)
        name = _class_name(type(error))
        if type(arguments) is not tuple or not arguments:
            return f"{name}()"
        inside = self.write(arguments, max(room - len(name), 8), depth)
        return f"{name}{inside[:-2] + ')' if inside.endswith(',)') else inside}"


def _around(head: Any, middle: str, tail: Any) -> str:
    return repr(head + middle + tail) if type(head) is str else f"{head!r}{middle}{tail!r}"


def _integer(value: int, room: int) -> str:
    if value.bit_length() > _MOST_DIGITS * 3:  # Python refuses to print very long ones in decimal
        text = hex(value)
        return text if len(text) <= room else f"<int of {value.bit_length()} bits>"
    text = repr(value)
    return text if len(text) <= room else f"<int of {len(text)} digits>"


def _described(value: Any) -> str | None:
    """Name what has a name: functions, classes, modules."""
    kind = type(value)
    if kind is FunctionType or kind is BuiltinFunctionType:
        return f"<function {value.__qualname__}>"
    if kind is MethodType:
        return f"<method {getattr(value.__func__, '__name__', '?')}>"
    if issubclass(kind, type):
        return f"<class {_class_name(value)}>"
    if kind is ModuleType:
        name = value.__dict__.get("__name__")
        return f"<module {name}>" if type(name) is str else None
    if kind is range or kind is slice:
        inside = (value.start, value.stop, value.step)
        return repr(value) if all(type(v) in (int, type(None)) for v in inside) else None
    return None


def _is_trusted(kind: type) -> bool:
    return any(getattr(sys.modules.get(module), name, None) is kind for module, name in _TRUSTED)


def _asked(value: Any) -> str:
    try:
        return repr(value)
    except Exception as error:  # noqa: BLE001  # whatever the user's code raises is what we tell
        return f"<{type_name(value)}: its repr raised {type_name(error)}>"


def _ordered(value: Any) -> Iterable[Any]:
    if type(value) is dict:
        return value.items()
    if type(value) in (set, frozenset) and len(value) <= _WINDOW:
        return _sorted(value)
    items: Iterable[Any] = value
    return items


def _sorted(value: Iterable[Any]) -> list[Any]:
    """Sort a set's items where that runs no user's code, so that its text is the same in every process."""
    items = list(value)
    kinds = {type(item) for item in items}
    return sorted(items) if len(kinds) == 1 and kinds <= {int, str, bytes, float} else items


def _backwards(value: Any) -> Iterator[Any] | None:
    """Iterate from the end, or return None for a set, whose order means nothing."""
    if type(value) is dict:
        return reversed(value.items())
    return reversed(value) if type(value) in (list, tuple) else None
