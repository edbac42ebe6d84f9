"""The index: what the quick reading of a tape tells is what reading it event by event does."""

from typing import Any

import pytest
from hypothesis import given
from tests.corpus import each_sample, sample
from tests.programs.program import generate
from tests.programs.strategy import programs
from tests.reference import Program, recorded
from tests.traced import add, made

from tracer import Recording, record
from tracer.events import Raised
from tracer.sessions import Session
from tracer.slicing.index import Index
from tracer.slicing.slices import evaluated

CONSTANTS = {int, float, complex, str, bytes}
"""Types of what is read from the source, or computed, as often as it is asked for."""


def told(index: Index) -> list[Any]:
    """Everything that an index says, comparable; values that are computed have no identity."""
    events = [
        (index.steps[e], index.frames[e], shown(index.values[e]), index.entered.get(e))
        for e in range(len(index))
    ]
    runs = [
        (r.number, r.site, list(r.events), list(r.starts), list(r.ends), list(r.entered_by))
        for r in index.runs
    ]
    return [events, runs, index.errors, index.outermost]


def shown(value: Any) -> Any:
    """Return what tells a value from others."""
    if type(value) is Raised:
        return value.error
    return repr(value) if type(value) in CONSTANTS else id(value)


def both(run: Recording) -> tuple[Index | None, Index]:
    """Return the index made quickly, if it can be, and the other."""
    window = run._start, run._last, run._lane
    quick = None if run._read is None else Index(evaluated(run._tape, window, run._read))
    return quick, Index(evaluated(run._tape, window, None))


@each_sample
def test_a_samples_quick_reading_is_the_exact_one(name):
    run = recorded(Program(sample(name)))
    quick, exact = both(run)
    assert quick is None or told(quick) == told(exact)


@given(programs())
def test_a_random_programs_quick_reading_is_the_exact_one(source):
    run = recorded(Program(source))
    quick, exact = both(run)
    assert quick is None or told(quick) == told(exact)


@pytest.mark.parametrize("name", ["classes", "comprehensions", "operators", "lambdas"])
def test_plain_programs_are_read_quickly(name):
    assert both(recorded(Program(sample(name))))[0] is not None


def test_most_programs_are_read_quickly():
    quick = [both(recorded(Program(generate(seed))))[0] for seed in range(20)]
    assert sum(index is not None for index in quick) > 10


def test_a_slice_outlives_its_recording():
    with record() as run:
        result = made([1])
    found = run.slice(result)
    del run
    assert found.graph.nodes[found.criteria[0]]["value"] == result


def test_a_slice_of_a_window_is_told_after_the_tape_was_cut():
    session = Session()
    try:
        add(1)
        window = session.window()
        result = made([1])
        window._close()
        found = window.slice(result)
        session.cut()
        assert found.graph.nodes[found.criteria[0]]["value"] == result
    finally:
        session.close()
