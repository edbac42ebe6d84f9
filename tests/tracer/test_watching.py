"""The thread that watches limits: there while it is needed, seen by nobody, gone afterwards."""

import subprocess
import sys
import threading

from tests import traced

from tracer import record


def test_threading_does_not_list_it():
    before = threading.enumerate()
    with record(max_events=10):
        traced.add(1)
        assert threading.enumerate() == before
        assert threading.active_count() == len(before)


def test_it_does_not_keep_the_process_alive():
    script = "from tracer import record; record(max_events=5).__enter__(); print('end')"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("end\n", "")


def test_many_recordings_in_a_row_are_each_watched():
    for _ in range(30):
        with record(max_events=5) as run:
            traced.mixed(4)
        assert run.stopped == "max_events=5 was reached"
