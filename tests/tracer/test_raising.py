"""Exceptions: what was evaluated before one is told, the expression that raised is not."""

import sys

import pytest
from tests.reference import Program, actual_events, expected_events
from tests.told import codes, values_of
from tests.tracer.test_tracebacks import each_place, program

from tracer import record, trace


@each_place
def test_events_up_to_an_exception_are_the_evaluations_in_order(place):
    made = Program(program(place))
    assert actual_events(made) == expected_events(made)


def test_the_expression_that_raised_has_no_value():
    @trace
    def f(n):
        return n + 1 // 0

    with record() as run, pytest.raises(ZeroDivisionError):
        f(3)
    assert "n + 1 // 0" not in codes(run)
    assert "1 // 0" not in codes(run)


def test_operands_of_what_raised_have_their_values():
    @trace
    def f(n):
        return (n + 1) // (n - 3)

    with record() as run, pytest.raises(ZeroDivisionError):
        f(3)
    assert (values_of(run, "n + 1"), values_of(run, "n - 3")) == ([4], [0])


def test_a_call_that_raised_has_its_arguments_and_the_frame_it_entered():
    @trace
    def inner(n):
        raise LookupError(n + 1)

    @trace
    def outer(n):
        return inner(n * 2) + 5

    with record() as run, pytest.raises(LookupError):
        outer(3)
    assert (values_of(run, "n * 2"), values_of(run, "n + 1"), values_of(run, "inner(n * 2)")) == (
        [6],
        [7],
        [],
    )


@pytest.mark.parametrize("depth", [1, 5, 50])
def test_an_exception_is_told_once_however_many_frames_it_leaves(depth):
    @trace
    def deep(n):
        if n == 0:
            raise LookupError("end" + "!")
        return deep(n - 1)

    with record() as run, pytest.raises(LookupError):
        deep(depth)
    assert values_of(run, '"end" + "!"') == ["end!"]
    assert values_of(run, "n - 1") == list(range(depth))[::-1]


def test_an_exception_raised_again_elsewhere_is_another_story():
    @trace
    def f(n):
        for _ in range(2):
            try:
                m = n + 1
                raise error
            except LookupError:
                n += 10
        return n, m

    error = LookupError()
    with record() as run:
        assert f(1) == (21, 12)
    assert values_of(run, "n + 1") == [2, 12]


def test_an_exception_through_untraced_code_is_told():
    def between(function):
        try:
            return function()
        finally:
            pass

    @trace
    def outer():
        return between(lambda: [1 + 1, 1 // 0])

    with record() as run, pytest.raises(ZeroDivisionError):
        outer()
    assert values_of(run, "1 + 1") == [2]


def test_keyboard_interrupts_and_exits_are_told_too():
    @trace
    def f(n):
        m = n + 1
        raise SystemExit(m)

    with record() as run, pytest.raises(SystemExit):
        f(1)
    assert values_of(run, "n + 1") == [2]
    assert type(run.error) is SystemExit


def test_the_context_of_an_exception_stays():
    @trace
    def f():
        try:
            return 1 // 0
        except ZeroDivisionError:
            raise LookupError from None

    with record(), pytest.raises(LookupError) as caught:
        f()
    assert type(caught.value.__context__) is ZeroDivisionError
    assert (caught.value.__cause__, caught.value.__suppress_context__) == (None, True)


def test_no_exception_is_left_behind_in_flight():
    @trace
    def f():
        try:
            return 1 // 0
        except ZeroDivisionError:
            caught = sys.exception()
        return caught is not None, sys.exception()

    with record():
        assert f() == (True, None)
    assert sys.exception() is None


def test_the_recursion_limit_is_where_it_was():
    @trace
    def deep(n):
        try:
            return deep(n + 1)
        except RecursionError:
            return n

    def measured():
        return deep(0)

    plain = measured()
    with record(max_events=10**9):
        recorded = measured()
    assert abs(plain - recorded) <= 3
