"""Derivatives through numpy's scalars and arrays equal finite differences."""

import math

import pytest

from optimizers.derivatives import derivatives
from tracer import overlay, parameters, record, trace, trainable

np = pytest.importorskip("numpy")

EXPRESSIONS = {
    "elementwise": lambda p, q, xs: np.sum(np.sin(xs * p) + q / (2.0 + xs**2)),
    "broadcast": lambda p, q, xs: np.sum((xs[:, None] * p + xs[None, :] * q) ** 2),
    "power": lambda p, q, xs: np.sum(abs(xs) ** q) * p,
    "product": lambda p, q, _: (
        np.array([p, q]) @ np.array([[1.0, p], [q, 2.0]]) @ np.array([q, 3.0])
    ),
    "dot": lambda p, q, xs: np.dot(np.array([p, q, p * q, 1.5]), xs),
    "methods": lambda p, q, xs: (xs * p).reshape(2, 2).sum(axis=0).max() + (xs - q).mean(),
    "parts": lambda p, q, xs: (xs * p)[1:3].sum() * (xs + q)[-1],
    "axis": lambda p, q, xs: np.mean((xs * p).reshape(2, 2) ** 2, axis=1)[0] - (xs * q).min(),
    "choice": lambda p, q, xs: (
        np.sum(np.where(xs > 0.5, xs * p, q)) + np.sum(np.clip(xs * q, 0.0, 0.7))
    ),
    "scalars": lambda p, q, xs: float(np.exp(np.float64(p) * q)) + math.sin(float(xs[0] * p)),
    "norm": lambda p, q, xs: np.linalg.norm(np.stack([xs * p, xs + q])[0] - xs),
    "transposed": lambda p, q, xs: np.sum(np.outer(xs * p, xs + q).T * np.outer(xs, xs * q)),
    "products": lambda p, q, xs: (
        np.prod(xs * q + 1.0)
        + np.prod(np.array([p, 0.0, q]))
        + np.prod((xs * p).reshape(2, 2) * np.array([[0.0, q], [q, 0.0]]), axis=1).sum()
        + np.prod(np.array([(p - 0.8), q, 2.0]))
    ),
    "extremes": lambda p, q, xs: (
        np.sum(np.maximum(xs * p, q)) + np.prod(xs + p) + np.sum(np.minimum(xs, p))
    ),
}


@trace
def program(name):
    p = trainable(0.8, name="p")
    q = trainable(0.3, name="q")
    xs = np.array([0.25, 1.5, -0.75, 2.0])
    expression = EXPRESSIONS[name]
    return expression(p, q, xs) * 1.0


for _expression in EXPRESSIONS.values():
    trace(_expression)


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_derivatives_equal_differences(name):
    values = {p: p.value * 1.0 for p in parameters(program)}
    with overlay(values), record() as run:
        program(name)
        found = derivatives(run, list(values))
    assert found.stops == ()
    for parameter, value in values.items():
        assert math.isclose(
            found[parameter], slope(name, values, parameter, value), rel_tol=1e-6, abs_tol=1e-8
        )


def slope(name, values, parameter, value, step=1e-6):
    outputs = []
    for moved in (value + step, value - step):
        with overlay({**values, parameter: moved}):
            outputs.append(float(program(name)))
    return (outputs[0] - outputs[1]) / (2 * step)


@trace
def in_place():
    p = trainable(0.8, name="p")
    xs = np.zeros(3)
    xs[1] = p
    return float(np.sum(xs * 2.0))


def test_an_array_that_is_written_to_is_named():
    with record() as run:
        in_place()
    (stop,) = derivatives(run, parameters(in_place)).stops
    assert "np.zeros(3)" in str(stop)
    assert "written" in stop.reason
