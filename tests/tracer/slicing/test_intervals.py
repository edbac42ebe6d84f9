"""Intervals that were asked about: each event between reads is told once."""

from hypothesis import given
from hypothesis import strategies as st

from tracer.slicing.intervals import Intervals

asked = st.lists(st.tuples(st.integers(-1, 40), st.integers(0, 40)).filter(lambda i: i[0] < i[1]))


def between(after, before):
    return set(range(after + 1, before))


@given(asked)
def test_what_was_asked_about_is_told_but_for_the_writes_themselves(intervals):
    told, writes, known = set(), set(), Intervals()
    for after, before in sorted(intervals, key=lambda i: -i[1]):
        told |= between(*known.new("x", after, before))
        writes.add(after)
        assert between(after, before) <= told | writes


@given(asked)
def test_the_same_interval_has_nothing_new(intervals):
    known = Intervals()
    for after, before in sorted(intervals, key=lambda i: -i[1]):
        known.new("x", after, before)
        assert not between(*known.new("x", after, before))


def test_places_do_not_know_of_each_other():
    known = Intervals()
    known.new("x", 1, 9)
    assert known.new("y", 1, 9) == (1, 9)


def test_only_what_lies_before_is_new():
    known = Intervals()
    known.new("x", 5, 9)
    assert known.new("x", 2, 8) == (2, 5)
