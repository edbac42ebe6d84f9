"""A session is one long recording; what no window needs is cut out of it."""

import gc
import threading
import weakref

from hypothesis import given
from hypothesis import strategies as st
from tests import traced
from tests.told import told

from tracer import record
from tracer.recording import Recording
from tracer.sessions import Session, cut
from tracer.tape import Tape


class Thing:
    """Can be referred to weakly."""


def test_a_window_has_what_ran_since():
    session = Session()
    traced.add(1)
    window = session.window()
    traced.add(2)
    window._close()
    traced.add(3)
    with record() as alone:
        traced.add(2)
    session.close()
    assert told(window) == told(alone)


def test_what_no_window_needs_is_forgotten():
    session = Session()
    try:
        first, thing = session.window(), Thing()
        alive = weakref.ref(thing)
        traced.made(thing)
        first._close()
        del thing
        session.cut()
        assert alive() is not None
        del first
        session.cut()
        gc.collect()
        assert alive() is None
        assert len(session.tape) == 0
    finally:
        session.close()


def test_slices_of_all_so_far_hold_up_no_cut():
    session = Session()
    try:
        value = traced.add(1000)
        everything = session.so_far()
        assert everything.slice(value).graph.number_of_nodes() > 1
        session.cut()
        assert len(session.tape) == 0
    finally:
        session.close()


def test_windows_that_stay_move_up():
    session = Session()
    try:
        windows = []
        for n in range(6):
            window = session.window()
            traced.mixed(n)
            window._close()
            windows.append(window)
        before = [told(w) for w in windows]
        lengths = [len(w) for w in windows]
        del windows[::2], before[::2], lengths[::2], window
        session.cut()
        assert [told(w) for w in windows] == before
        assert [len(w) for w in windows] == lengths
        traced.add(1)
        assert told(session.so_far())[: -len(told(recorded_add()))] == [
            line for b in before for line in b
        ]
    finally:
        session.close()


def recorded_add() -> Recording:
    with record() as run:
        traced.add(1)
    return run


def test_the_users_own_recordings_are_windows_that_stay():
    session = Session()
    try:
        with record() as mine:
            traced.add(4)
        traced.add(5)
        before = told(mine)
        session.cut()
        assert (told(mine), mine.output) == (before, 6)
    finally:
        session.close()


def test_a_session_inside_a_recording_leaves_it_whole():
    with record() as outer:
        traced.add(1)
        session = Session()
        traced.add(2)
        session.cut()
        session.close()
        traced.add(3)
    assert len(outer) == 3 * len(recorded_add())


def test_other_threads_go_on_meanwhile():
    session = Session()
    try:
        stop = threading.Event()

        def work():
            while not stop.is_set():
                traced.add(1)

        thread = threading.Thread(target=work)
        thread.start()
        for n in range(50):
            window = session.window()
            assert traced.add(n) == n + 2
            window._close()
            del window
            session.cut()
        stop.set()
        thread.join()
        window = session.window()
        traced.add(1)
        window._close()
        session.cut()
        assert window.output == 3
    finally:
        session.close()


def test_too_much_pauses_a_session_until_the_cut():
    session = Session(max_events=100)
    try:
        window = session.window()
        for n in range(100):
            traced.mixed(n)
        session.tape.check()
        assert session.tape.stopped == "max_events was reached"
        held = len(session.tape)
        traced.add(1)
        assert len(session.tape) == held
        del window
        session.cut()
        assert session.tape.stopped is None
        window = session.window()
        traced.add(1)
        assert window.output == 3
    finally:
        session.close()


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8))
def test_a_cut_keeps_just_the_windows(pairs):
    tape = Tape()
    tape.items.extend(range(60))
    windows = [Recording._window(tape, min(p), max(p)) for p in pairs]
    held = [tape.items[w._start : w._end] for w in windows]
    cut(tape)
    assert [tape.items[w._start : w._end] for w in windows] == held
    assert set(tape.items) == {n for part in held for n in part}
    assert len(tape.items) == len(set(tape.items))
