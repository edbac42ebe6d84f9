"""What an optimization has tried is in its journal: an unfinished one goes on where it stopped."""

import signal
import sqlite3
import threading

import pytest
from tests.optimizers.optimizing import LINE, run, told

from optimizers.journal.files import journals

pytestmark = pytest.mark.usefixtures("drawing_engine")


def test_a_finished_optimization_is_begun_anew(module):
    line = module(LINE).line
    one, other = run(line), run(line)
    assert told(one) == told(other)
    assert one.journal != other.journal


def test_an_unfinished_one_is_resumed_and_repeats_nothing(module):
    line = module(LINE).line
    whole = run(line, journal=False)
    ran = []

    def stop(event):
        ran.append(event)
        if sum(e.kind == "rollout" for e in ran) == 20:
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        run(line, on_event=stop)
    rest = []
    resumed = run(line, on_event=rest.append)
    assert told(resumed) == told(whole)
    count = sum(e.kind == "rollout" for e in rest)
    assert count <= whole.cost.evaluations - 20
    assert len(journals(resumed.journal.parents[2])) == 1


@pytest.mark.slow
def test_two_at_once_have_a_journal_each(module):
    line = module(LINE).line
    results = []
    threads = [threading.Thread(target=lambda: results.append(run(line))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told(results[0]) == told(results[1])
    assert results[0].journal != results[1].journal


def test_lines_are_only_added_to_a_journal(module):
    line = module(LINE).line
    file = sqlite3.connect(run(line).journal)
    names = {n for (n,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert names == {"about", "candidates", "evaluations", "calls", "events", "replies"}
    assert file.execute("SELECT count(*) FROM evaluations").fetchone() == (60,)
    file.close()


def test_ctrl_c_finishes_what_runs_and_saves(module):
    line = module(LINE).line
    whole = run(line, journal=False)
    met = []

    def interrupt(event):
        if event.kind == "generation" and event.data["evaluations"] >= 20 and not met:
            met.append(event)
            signal.raise_signal(signal.SIGINT)

    result = run(line, on_event=interrupt)
    assert result.stopped == "it was interrupted"
    assert result.cost.evaluations < 60
    assert told(run(line)) == told(whole)


def test_a_second_ctrl_c_stops_now(module):
    line = module(LINE).line

    def interrupt(event):
        if event.kind == "generation":
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        run(line, on_event=interrupt)
    assert told(run(line)) == told(run(line, journal=False))
