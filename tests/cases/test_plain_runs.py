"""Runs that are hard for values in wrappers: what slices give instead."""

import copy
import pickle
import threading

import pytest

from tracer import Recording, model, record, trace, trainable


def names(run: Recording, *criteria: object) -> set[str]:
    return {each.name for each in run.slice(*criteria).parameters}


@trace
def chain(n):
    x = trainable([1], name="x")
    for _ in range(n):
        x = [x[0] + 1]
    return x


@trace
def failing(n):
    limit = trainable(5, name="limit")
    other = trainable(9, name="other")
    if n > limit:
        raise ValueError(n)
    return other


@trace
def asserting(n):
    low = trainable(5, name="low")
    unused = trainable(9, name="unused")
    assert n > low
    return unused


@trace
def pair():
    shared = trainable([1], name="shared")
    left = [*shared, trainable(2, name="left")]
    right = [*shared, trainable(3, name="right")]
    return left, right


@trace
def helper(x):
    return x + 1


@trace
def calling():
    return helper(trainable(2, name="two"))


@model
class Shy:
    """Shows itself to nobody."""

    def __init__(self):
        self.n = trainable(3, name="n")

    def __repr__(self):
        raise AssertionError("asked for its text")

    def twice(self):
        """Twice the number."""
        return self.n * 2


@trace
def asking():
    return Shy().twice()


def test_the_end_of_a_long_chain_is_copied_and_pickled_like_any_value() -> None:
    with record() as run:
        x = chain(3000)
    assert pickle.loads(pickle.dumps(copy.deepcopy(x))) == x == [3001]
    assert names(run, x) == {"x"}


def test_an_exception_is_raised_as_it_is_and_can_be_sliced() -> None:
    with record() as run, pytest.raises(ValueError, match="7") as caught:
        failing(7)
    assert run.error is caught.value
    assert names(run) == names(run, caught.value) == {"limit"}


def test_a_bare_assertion_can_be_sliced() -> None:
    with record() as run, pytest.raises(AssertionError):
        asserting(3)
    assert names(run) == {"low"}


def test_two_outputs_that_share_a_value_are_sliced_apart_and_together() -> None:
    with record() as run:
        left, right = pair()
    assert names(run, left) == {"shared", "left"}
    assert names(run, right) == {"shared", "right"}
    assert names(run, left, right) == {"shared", "left", "right"}
    assert names(run, left) == {"shared", "left"}


def test_another_thread_may_use_values_while_a_function_runs() -> None:
    seen: list[object] = []

    @trace
    def waits(value):
        thread = threading.Thread(target=lambda: seen.append(value[0]))
        thread.start()
        thread.join()
        return value[0] + 1

    value = [1]
    with record() as run:
        assert waits(value) == 2
    assert seen == [1]
    assert "value" in {d["code"] for _, d in run.slice().graph.nodes(data=True)}


def test_a_recording_within_a_recording_ends_alone() -> None:
    with record() as outer:
        with record() as inner:
            first = calling()
        second = pair()
    assert names(inner) == {"two"}
    assert names(outer, second) == {"shared", "left", "right"}
    assert names(outer, first) == {"two"}


def test_what_a_helper_evaluates_is_in_the_slice() -> None:
    with record() as run:
        calling()
    nodes = run.slice().graph.nodes(data=True)
    assert ("helper", "x + 1") in {(d["function"], d["code"]) for _, d in nodes}


def test_objects_are_not_asked_for_their_text() -> None:
    with record() as run:
        assert asking() == 6
    assert names(run) == {"n"}
