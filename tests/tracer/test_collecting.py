"""What is hidden from the collector stays alive, and is seen again when it is shown."""

import gc
import sys

import pytest
from tests import traced

from tracer import record, trace
from tracer.collecting import hiding, show


@pytest.mark.smoke
def test_what_is_hidden_is_no_referrer_until_it_is_shown():
    thing, holder = traced.Agent(), []
    holder.append(thing)
    hiding()(id(holder))
    assert not any(f is holder for f in gc.get_referrers(thing))
    show(holder)
    assert any(f is holder for f in gc.get_referrers(thing))


def test_what_is_seen_can_be_shown_and_what_is_hidden_hidden():
    holder = [traced.Agent()]
    show(holder)
    hiding()(id(holder))
    hiding()(id(holder))
    show(holder)
    assert gc.is_tracked(holder)


def test_an_open_tape_is_hidden_and_a_closed_one_is_not():
    with record() as run:
        traced.add(1)
        assert not gc.is_tracked(run._tape.items)
    assert gc.is_tracked(run._tape.items)


@pytest.mark.parametrize("more", range(0, 60, 3))
def test_at_the_recursion_limit_the_programs_own_error_comes_through(more):
    @trace
    def deep(number):
        texts = [str(number) + "a", str(number) + "b", str(number) + "c", str(number) + "d"]
        rest = deep(number + len(texts[0]))
        return texts + rest

    limit = sys.getrecursionlimit()
    frame, depth = sys._getframe(), 0
    while frame is not None:
        frame, depth = frame.f_back, depth + 1
    sys.setrecursionlimit(depth + 100 + more)
    try:
        with record(), pytest.raises(RecursionError):
            deep(0)
    finally:
        sys.setrecursionlimit(limit)
