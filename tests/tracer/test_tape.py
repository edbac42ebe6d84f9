"""The tape: one list, who writes to it, and how much it holds."""

import threading
import time

import pytest

from tracer import open_tapes
from tracer.tape import LANE, OFF, Tape, drop, held_bytes


def write_of(sink):
    """Return what recorded code calls."""
    return getattr(sink, "True")


@pytest.mark.smoke
def test_records_are_appended_flat():
    tape = Tape()
    write = write_of(tape.sink())
    write((100, "a", "b"))
    write((200,))
    assert tape.items == [100, "a", "b", 200]


def test_a_closed_tape_takes_nothing():
    tape = Tape()
    sink = tape.sink()
    tape.close()
    assert write_of(sink) is None
    getattr(sink, "False")((100, "a"))
    assert tape.items == []


def test_a_tape_that_reaches_its_limit_while_it_is_removed_is_whole():
    tape = Tape()
    open_tapes.add(tape)
    tape.items.extend([n] for n in range(50_000))
    tape.limit(10, None)
    looking = threading.Thread(target=tape.check)
    looking.start()
    while tape.open:
        time.sleep(0)
    open_tapes.remove(tape)
    assert len(tape.snapshots) == 50_000
    looking.join()


def test_looks_while_a_tape_is_closed_cut_off_nothing_that_counts():
    tapes, over = [], threading.Event()

    def look():
        while not over.is_set():
            for tape in tapes.copy():
                tape.check()

    looking = threading.Thread(target=look)
    looking.start()
    try:
        for _ in range(100):
            tape = Tape()
            tapes[:] = [tape]
            write = write_of(tape.sink())
            for number in range(20):
                write((100, number))
            tape.close()
            write((200, "late"))
            assert (len(tape), tape.items[:40:2]) == (40, [100] * 20)
            assert tape.items[1:40:2] == list(range(20))
    finally:
        over.set()
        looking.join()


def test_what_a_running_frame_writes_after_the_close_is_cut_off_by_a_look():
    tape = Tape()
    write = write_of(tape.sink())
    write((100, "a"))
    tape.close()
    write((200, "b"))
    tape.check()
    assert tape.items == [100, "a"]


def test_a_sink_that_is_off_drops_what_it_gets():
    assert write_of(OFF) is None
    assert getattr(OFF, "False") is drop
    drop((1, 2, 3))


def test_the_reason_of_the_first_stop_stays():
    tape = Tape()
    tape.stop("first")
    tape.stop("second")
    assert tape.stopped == "first"


def test_a_shared_tape_says_who_writes():
    tape = Tape()
    sink = tape.sink()
    tape.share()
    write_of(sink)((100, "a"))
    numbers = []
    thread = threading.Thread(
        target=lambda: numbers.append(tape.lanes.of_thread()) or write_of(sink)((200, "b"))
    )
    thread.start()
    thread.join()
    assert tape.items == [LANE, 0, 100, "a", LANE, numbers[0], 200, "b"]


def test_a_thread_keeps_its_lane():
    tape = Tape()
    assert tape.lanes.of_thread() == tape.lanes.of_thread() == 0


def test_a_new_thread_has_a_new_lane_though_its_identity_was_anothers():
    tape = Tape()
    tape.lanes.begin_thread(0)
    first = tape.lanes.of_thread()
    tape.lanes.begin_thread(0)
    assert tape.lanes.of_thread() != first


def test_a_lane_knows_who_started_it_and_where():
    tape = Tape()
    write_of(tape.sink())((100, "a"))
    lane = tape.lanes.begin(0)
    assert tape.lanes.parents[lane] == (0, 2)


@pytest.mark.parametrize(("limit", "items", "stopped"), [(2, 5, True), (2, 4, False)])
def test_a_tape_stops_when_there_is_enough(limit, items, stopped):
    tape = Tape()
    tape.limit(limit, None)
    tape.items.extend(range(items))
    tape.check()
    assert bool(tape.stopped) is stopped
    assert tape.open is not stopped


def test_bytes_are_those_of_the_list_and_of_what_it_holds():
    large = [b"x" * 10_000 for _ in range(100)]
    assert 900_000 < held_bytes(large) < 1_200_000


def test_bytes_of_a_long_list_are_estimated_from_a_sample():
    large: list[object] = [b"x" * 1_000] * 50_000
    assert 40_000_000 < held_bytes(large) < 60_000_000


def test_an_empty_tape_holds_nothing():
    assert held_bytes([]) == 0
