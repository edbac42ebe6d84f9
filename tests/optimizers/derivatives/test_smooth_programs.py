"""Derivatives of random smooth programs equal those computed with 50 digits."""

import math

import pytest
from tests.modules import import_file, write_module
from tests.optimizers.derivatives import exact
from tests.optimizers.derivatives.smooth_programs import Writer

from optimizers.derivatives import derivatives
from tracer import overlay, parameters, record


def check(folder, seed):
    """Compare one program; return whether it could be judged."""
    source = Writer(seed).program()
    module = import_file(write_module(folder, source))
    trained = parameters(module.program)
    values = {p.name: p.value for p in trained}
    try:  # what is too large for floats takes 50 digits for ever
        if not math.isfinite(module.program()):
            return False
        wanted, well = exact.derivatives(source, values)
    except (ArithmeticError, ValueError):
        return False
    if not well:
        return False
    for given in ({}, {p: p.value * 1.0 for p in trained}):
        with overlay(given), record() as run:
            module.program()
            found = derivatives(run, trained)
        assert found.stops == (), source
        for parameter, value in found.by.items():
            assert math.isclose(value, wanted[parameter.name], rel_tol=1e-9), (parameter, source)
    return True


@pytest.mark.parametrize("block", range(4))
def test_derivatives_equal_those_of_50_digits(tmp_path, block):
    judged = sum(check(tmp_path, seed) for seed in range(block * 6, block * 6 + 6))
    assert judged >= 5


@pytest.mark.slow
def test_a_thousand_derivatives_equal_those_of_50_digits(tmp_path):
    judged, seed = 0, 1000
    while judged < 1000:
        judged += check(tmp_path, seed)
        seed += 1
    assert seed < 2300
