"""What calls of untraced code are known to do to the objects they are handed."""

from __future__ import annotations

import builtins
from types import BuiltinFunctionType, FunctionType, GeneratorType, MethodType, ModuleType
from typing import Any

from tracer.events import Raised
from tracer.frames import NotKept
from tracer.letting_go import generator

ATOMIC: frozenset[type] = frozenset(
    {
        int, float, complex, bool, str, bytes, range, slice, type(None), type(Ellipsis), type(NotImplemented),
        type, FunctionType, BuiltinFunctionType, MethodType, ModuleType,
    }
)  # fmt: skip
"""Types whose values hold nothing that can change."""

FLAT: frozenset[type] = ATOMIC | {NotKept, Raised}
"""Types of what leads to nothing else, values that were not kept among them."""

GENERATORS: frozenset[type] = frozenset({GeneratorType, generator})
"""Generators, and what stands for those that nobody holds any more."""

_PURE_BUILTINS = frozenset(
    "abs all any ascii bin bool bytes callable chr classmethod complex dict dir divmod enumerate filter float format "
    "frozenset getattr hasattr hash hex id int isinstance issubclass iter len list map max min oct ord pow print property "
    "range repr reversed round set slice sorted staticmethod str sum super tuple type vars zip object".split()
)
PURE_FUNCTIONS: frozenset[int] = frozenset(id(getattr(builtins, name)) for name in _PURE_BUILTINS)
"""Builtins that change none of their arguments (an iterator among them apart), by identity."""

PURE_MODULES = frozenset(
    "math cmath statistics json re string textwrap operator itertools functools fractions decimal datetime time copy "
    "_json _operator _statistics _functools _datetime builtins_pure collections.abc unicodedata hashlib _hashlib base64 "
    "binascii zlib numbers types typing dataclasses enum asyncio.tasks asyncio.runners tracer.marking".split()
)
"""Modules whose functions change none of their arguments."""

APPEND, EXTEND, INSERT, POP, CLEAR, SET, REMOVE, SHUFFLE, ANY = range(9)
"""What a mutator does; SHUFFLE keeps the elements and changes their order, ANY may do anything."""

MUTATORS: dict[type, dict[str, int]] = {
    list: {
        "append": APPEND, "extend": EXTEND, "insert": INSERT, "pop": POP, "clear": CLEAR, "remove": REMOVE,
        "sort": SHUFFLE, "reverse": SHUFFLE, "__setitem__": ANY, "__delitem__": ANY, "__iadd__": EXTEND,
    },
    dict: {
        "update": ANY, "setdefault": SET, "pop": SET, "popitem": ANY, "clear": CLEAR, "__setitem__": SET,
        "__delitem__": SET,
    },
    set: {
        "add": ANY, "update": ANY, "discard": ANY, "remove": ANY, "pop": ANY, "clear": CLEAR,
        "difference_update": ANY, "intersection_update": ANY, "symmetric_difference_update": ANY,
    },
    bytearray: {
        "append": ANY, "extend": ANY, "insert": ANY, "pop": ANY, "clear": CLEAR, "remove": ANY, "reverse": ANY,
    },
}  # fmt: skip
"""Methods of exact builtin types that change their receiver; their other methods do not."""

_FUNCTIONS = frozenset({FunctionType, BuiltinFunctionType})

CONTAINERS: frozenset[type] = frozenset({list, dict, set, bytearray, tuple, frozenset})


def is_pure(function: Any) -> bool:
    """Is this function known to leave its arguments alone?"""
    if id(function) in PURE_FUNCTIONS:
        return True
    return type(function) in _FUNCTIONS and function.__module__ in PURE_MODULES


def never_changes(value: Any) -> bool:
    """Is this a value that holds nothing that can change: an atom, or a tuple of atoms and such tuples?"""
    if type(value) is tuple:
        return all(type(v) in FLAT or (type(v) is tuple and _flat_tuple(v)) for v in value)
    return type(value) in FLAT


def _flat_tuple(value: tuple[Any, ...]) -> bool:
    return all(type(v) in FLAT for v in value)


def known_key(value: Any) -> bool:
    """May this key be compared without running a user's code?"""
    kind = type(value)
    if kind is tuple:
        return all(known_key(v) for v in value)
    return kind in {int, float, bool, str, bytes, type(None)}
