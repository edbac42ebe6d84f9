"""The same programs on numbers of 50 digits, and their derivatives."""

import re
from collections.abc import Mapping
from types import SimpleNamespace

import mpmath
from mpmath import mp, mpf

STEP = mpf(10) ** -30


class _Pairs:
    """`divmod` and the like of numbers with many digits."""

    @staticmethod
    def divmod(one, other):
        whole = mp.floor(one / other)
        return whole, one - whole * other


def _number(value):
    return mpf(value)


MATH = SimpleNamespace(
    **{
        n: getattr(mp, n)
        for n in "sin cos tan tanh sinh cosh atan exp erf sqrt expm1 log1p asinh acos cbrt gamma".split()
    },
    log=mp.log,
    log2=lambda x: mp.log(x, 2),
    exp2=lambda x: mpf(2) ** x,
    lgamma=mp.loggamma,
    radians=mp.radians,
    hypot=lambda *values: mp.sqrt(sum(v * v for v in values)),
    dist=lambda one, other: mp.sqrt(sum((a - b) ** 2 for a, b in zip(one, other, strict=True))),
    atan2=mp.atan2,
    fmod=lambda one, other: one - other * mp.floor(one / other),
    copysign=lambda one, other: abs(one) if other >= 0 else -abs(one),
    prod=mp.fprod,
    fsum=mp.fsum,
)
"""What stands for `math`; `fmod` is for positive numbers, as the programs have them."""


def derivatives(source: str, values: Mapping[str, float]) -> tuple[dict[str, mpf], bool]:
    """Return the derivatives of a program by its parameters, and whether they are well conditioned.

    They are not where another last digit of the parameters changes them by more than their sixth part of 1e-9.
    """
    with mpmath.workdps(80):
        code = compile(re.sub(r"(?m)^(import|from) .*\n", "", source), "<exact>", "exec")
        exact = {n: mpf(v) for n, v in values.items()}
        found = {n: _by(code, exact, n) for n in values}
        moved = {n: v * (1 + mpf(2) ** -50) for n, v in exact.items()}
        beside = {n: _by(code, moved, n) for n in values}
        return found, all(
            abs(found[n] - beside[n]) <= abs(found[n]) * mpf(10) ** -11 for n in values
        )


def _by(code, values, name):
    above = _run(code, {**values, name: values[name] + STEP})
    below = _run(code, {**values, name: values[name] - STEP})
    return (above - below) / (2 * STEP)


def _run(code, values):
    space = {
        "math": MATH,
        "trace": lambda function: function,
        "trainable": lambda _, name: values[name],
        "divmod": _Pairs.divmod,
        "float": _number,
    }
    exec(code, space)
    return space["program"]()
