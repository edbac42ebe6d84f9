"""Partial derivatives of the functions of `math`, `operator` and the builtins that work on numbers."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from types import BuiltinFunctionType
from typing import Any

from optimizers.derivatives.links import OPERATORS, Partial, one, zero


def _sign(x: float, _: float) -> float:
    return 0.0 if x == 0 else math.copysign(1.0, x)


def _log_by_base(_: float, base: float, result: float) -> float:
    return -result / (base * math.log(base))


def _log(x: float, *rest: float) -> float:
    return 1.0 / x if len(rest) == 1 else 1.0 / (x * math.log(rest[0]))


def digamma(x: float) -> float:
    """Return the derivative of `lgamma`: by recurrence to where the asymptotic series is exact to the last digits."""
    if x <= 0:
        return digamma(1 - x) - math.pi / math.tan(math.pi * x)
    shift = 0.0
    while x < 12:
        shift -= 1 / x
        x += 1
    inverse = 1 / (x * x)
    series = 0.0
    for coefficient in _SERIES:
        series = (series + coefficient) * inverse
    return shift + math.log(x) - 0.5 / x - series


# B_2k / 2k, the highest first
_SERIES = (1 / 12, -691 / 32760, 1 / 132, -1 / 240, 1 / 252, -1 / 120, 1 / 12)

FUNCTIONS: dict[Callable[..., Any], tuple[Partial, ...]] = {
    abs: (_sign,),
    float: (one,),
    round: (zero, zero),
    pow: OPERATORS["Pow"][1],
    math.acos: (lambda x, r: -1 / math.sqrt(1 - x * x),),
    math.acosh: (lambda x, r: 1 / math.sqrt(x * x - 1),),
    math.asin: (lambda x, r: 1 / math.sqrt(1 - x * x),),
    math.asinh: (lambda x, r: 1 / math.hypot(x, 1),),
    math.atan: (lambda x, r: 1 / (1 + x * x),),
    math.atan2: (
        lambda y, x, r: x / (x * x + y * y),
        lambda y, x, r: -y / (x * x + y * y),
    ),
    math.atanh: (lambda x, r: 1 / ((1 - x) * (1 + x)),),
    math.cbrt: (lambda x, r: 1 / (3 * r * r),),
    math.copysign: (lambda x, y, r: math.copysign(1, x) * math.copysign(1, y), zero),
    math.cos: (lambda x, r: -math.sin(x),),
    math.cosh: (lambda x, r: math.sinh(x),),
    math.degrees: (lambda x, r: 180 / math.pi,),
    math.erf: (lambda x, r: 2 / math.sqrt(math.pi) * math.exp(-x * x),),
    math.erfc: (lambda x, r: -2 / math.sqrt(math.pi) * math.exp(-x * x),),
    math.exp: (lambda x, r: r,),
    math.exp2: (lambda x, r: r * math.log(2),),
    math.expm1: (lambda x, r: math.exp(x),),
    math.fabs: (_sign,),
    math.fmod: (one, lambda x, y, r: -math.trunc((x - r) / y + math.copysign(0.5, x / y))),
    math.gamma: (lambda x, r: r * digamma(x),),
    math.ldexp: (lambda x, i, r: math.ldexp(1, i), zero),
    math.lgamma: (lambda x, r: digamma(x),),
    math.log: (_log, _log_by_base),
    math.log10: (lambda x, r: 1 / (x * math.log(10)),),
    math.log1p: (lambda x, r: 1 / (1 + x),),
    math.log2: (lambda x, r: 1 / (x * math.log(2)),),
    math.nextafter: (one, zero),
    math.pow: OPERATORS["Pow"][1],
    math.radians: (lambda x, r: math.pi / 180,),
    math.remainder: (one, lambda x, y, r: -round((x - r) / y)),
    math.sin: (lambda x, r: math.cos(x),),
    math.sinh: (lambda x, r: math.cosh(x),),
    math.sqrt: (lambda x, r: 0.5 / r,),
    math.tan: (lambda x, r: 1 + r * r,),
    math.tanh: (lambda x, r: math.cosh(x) ** -2 if abs(x) < 350 else 0.0,),
    math.ulp: (zero,),
    operator.add: OPERATORS["Add"][1],
    operator.floordiv: OPERATORS["FloorDiv"][1],
    operator.mod: OPERATORS["Mod"][1],
    operator.mul: OPERATORS["Mult"][1],
    operator.neg: OPERATORS["USub"][1],
    operator.pos: OPERATORS["UAdd"][1],
    operator.pow: OPERATORS["Pow"][1],
    operator.sub: OPERATORS["Sub"][1],
    operator.truediv: OPERATORS["Div"][1],
}
"""By function, a partial derivative for each positional argument."""

PAIRS: dict[Callable[..., Any], tuple[tuple[Partial, ...], ...]] = {
    divmod: ((zero, zero), (one, lambda x, y, r: -(x // y))),
    math.modf: ((one,), (zero,)),
    math.frexp: ((lambda x, r: r / x if x else 1.0,), (zero,)),
}
"""Functions that give several numbers: partial derivatives of each of them."""

if hasattr(math, "fma"):
    FUNCTIONS[math.fma] = (lambda x, y, z, r: y, lambda x, y, z, r: x, one)


def known(function: Any) -> bool:
    """May a function be looked up by identity? A callable of the user's may have a hash of its own."""
    return type(function) is BuiltinFunctionType or function is float
