"""Criteria: values by identity, exceptions, points of the source; what is not there is named."""

import pytest

from tracer import CriterionNotFound, Point, record, trace


@trace
def program(start):
    first = [start]
    second = [start, start]
    for n in range(3):
        last = n * 2
    return first, second, last


def line_of(text):
    with open(__file__, encoding="utf-8") as file:
        return next(n for n, line in enumerate(file, 1) if text in line)


def code(run, sliced):
    return sliced.graph.nodes[sliced.criteria[0]]["code"]


def test_without_a_criterion_it_is_what_the_last_outermost_call_returned():
    with record() as run:
        program(1)
        program(2)
    sliced = run.slice()
    assert sliced.graph.nodes[sliced.criteria[0]]["value"] is run.output


def test_a_value_is_the_latest_event_that_gave_this_very_object():
    with record() as run:
        first, _, _ = program(1)
    assert code(run, run.slice(first)) == "first"
    with pytest.raises(CriterionNotFound, match="list object"):
        run.slice([1])


def test_what_an_outermost_call_returned_comes_before_other_events():
    with record() as run:
        out = program(1)
    assert code(run, run.slice(out)).startswith("return")


def test_a_list_is_one_value():
    with record() as run:
        _, second, _ = program(1)
    assert len(run.slice(second).criteria) == 1


@pytest.mark.parametrize(("nth", "value"), [(0, 0), (1, 2), (-1, 4)])
def test_a_point_is_the_nth_evaluation_of_a_name_on_a_line(nth, value):
    with record() as run:
        program(1)
    sliced = run.slice(Point(__file__, line_of("last = n * 2"), "last", nth))
    assert sliced.graph.nodes[sliced.criteria[0]]["value"] == value


def test_a_points_file_may_be_the_end_of_a_path():
    with record() as run:
        program(1)
    whole, end = (
        run.slice(Point(f, line_of("last = n * 2"), "last"))
        for f in (__file__, "slicing/test_criteria.py")
    )
    assert whole.criteria == end.criteria


@pytest.mark.parametrize(
    ("point", "message"),
    [
        (Point("nowhere.py", 1, "x"), "no recorded file"),
        (Point(__file__, 1, "x"), "nothing was evaluated"),
        (Point(__file__, line_of("last = n * 2"), "first"), "last, n"),
        (Point(__file__, line_of("last = n * 2"), "last", 7), "not evaluated so often .* nth=2"),
    ],
)
def test_a_point_that_is_not_there_is_refused_with_what_is(point, message):
    with record() as run:
        program(1)
    with pytest.raises(CriterionNotFound, match=message):
        run.slice(point)


def test_an_exception_is_the_evaluation_that_raised_it():
    @trace
    def fails(n):
        return n // 0

    with record() as run, pytest.raises(ZeroDivisionError) as caught:
        fails(1)
    sliced = run.slice(caught.value)
    assert code(run, sliced) == "n // 0"
    assert run.slice().criteria == sliced.criteria


def test_several_criteria_are_one_slice():
    with record() as run:
        first, second, _ = program(1)
    both = run.slice(first, second)
    assert set(both.nodes) == {*run.slice(first).nodes, *run.slice(second).nodes}


def test_a_recording_of_nothing_has_no_output():
    with record() as run:
        pass
    with pytest.raises(CriterionNotFound, match="no output"):
        run.slice()
