"""Which of numpy's values have derivatives, and whether an operation gives again what it gave."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from optimizers.derivatives.links import NoRuleError


def is_real(value: Any) -> bool:
    """Is it a float, or do its elements have a type of floats?"""
    if isinstance(value, (np.ndarray, np.generic)):
        return bool(np.issubdtype(value.dtype, np.floating))
    return type(value) is float


def verify(
    function: Callable[..., Any], values: Sequence[Any], named: Mapping[str, Any], result: Any
) -> None:
    """Raise NoRuleError if the function gives another result than it gave."""
    with np.errstate(all="ignore"):
        again = function(*values, **named)
    if np.shape(again) != np.shape(result) or not np.array_equal(again, result, equal_nan=True):
        raise NoRuleError("its operands are not known as they were then")
