"""The special methods that operators, stores and statements may enter, by the kind of node."""

from __future__ import annotations


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


ITERATION = _set("__iter__ __next__ __getitem__ __len__ __length_hint__ __aiter__ __anext__")
TRUTH = _set("__bool__ __len__")
MADE = _set("__init__ __new__ __call__ __post_init__")
ARITHMETIC = frozenset(
    f"__{prefix}{name}__"
    for prefix in ("", "r", "i")
    for name in "add sub mul matmul truediv floordiv mod divmod pow lshift rshift and xor or".split()
)
BINARY = ARITHMETIC | _set("__eq__ __ne__ __lt__ __le__ __gt__ __ge__ __contains__")
OPERATORS = {
    "Attribute": _set("__getattr__ __getattribute__ __get__"),
    "Subscript": _set("__getitem__ __missing__ __hash__ __eq__ __index__ __class_getitem__"),
    "Compare": ITERATION | _set("__eq__ __ne__ __lt__ __le__ __gt__ __ge__ __contains__ __hash__"),
    "With": _set("__enter__"),
    "UnaryOp": _set("__neg__ __pos__ __invert__"),
    "BinOp": ARITHMETIC,
    "AugAssign": ARITHMETIC,
    "Dict": _set("__hash__ __eq__ keys __getitem__ __iter__ __next__ __len__"),
    "Set": _set("__hash__ __eq__"),
    "DictComp": ITERATION | _set("__hash__ __eq__"),
    "SetComp": ITERATION | _set("__hash__ __eq__"),
    "ListComp": ITERATION,
    "GeneratorExp": _set("__iter__"),
    "Await": _set("__await__"),
    "YieldFrom": ITERATION | _set("send throw close"),
    "Raise": MADE,
}  # fmt: skip
FORMATS = _set("__format__ __str__ __repr__")
STORES = {
    "Attribute": _set("__setattr__ __set__ __delattr__ __delete__"),
    "Subscript": _set("__setitem__ __delitem__ __hash__ __eq__ __index__"),
}
BETWEEN = _set("__exit__ __aexit__ __aenter__ __next__ __anext__")
CLASS = _set("__init_subclass__ __set_name__ __new__ __init__ __prepare__ __call__")
CONSUMERS = _set("YieldFrom Await ListComp SetComp DictComp Compare With AsyncWith")
SAME_RESULT = ARITHMETIC | _set(
    "__neg__ __pos__ __invert__ __getitem__ __get__ __getattr__ __getattribute__"
)
