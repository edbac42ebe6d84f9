"""Processes that are killed at any moment: the resumed optimization ends as the undisturbed one."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.test_readme import ROOT

from optimizers.journal.files import journals
from optimizers.journal.journal import Journal

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc"),
]
SCRIPT = str(Path(__file__).with_name("crashing.py"))


def start(folder, workers):
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    return subprocess.Popen(
        [sys.executable, SCRIPT, str(workers)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finished(process):
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    return out


def known(folder):
    """Return what the latest journal holds, as the program logs it."""
    found = []
    for path in journals(folder)[:1]:
        journal = Journal(path)
        values = journal.candidates()
        found += [(values[e.candidate], e.example) for e in journal.evaluations()]
        journal.close()
    return found


def logged(values, example):
    named = {ident.rsplit(":", 1)[1]: value for ident, value in values.items()}
    kind = ["none", "half", "all"][named["kind"]["choice"]] if "kind" in named else "none"
    return f"{named.get('a', 0.0)} {named.get('b', 0.0)} {kind} {[-1.0, 0.0, 1.0][int(example)]}"


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    begin = time.monotonic()
    out = finished(start(tmp_path_factory.mktemp("undisturbed"), 2))
    return out, time.monotonic() - begin


def test_the_number_of_workers_changes_nothing(undisturbed, tmp_path):
    assert finished(start(tmp_path, 1)) == undisturbed[0]
    assert finished(start(tmp_path, 3)) == undisturbed[0]


def test_a_killed_main_process_is_resumed(undisturbed, tmp_path):
    expected, seconds = undisturbed
    drawn, resumed = random.Random(1), 0
    for number in range(20):
        folder = tmp_path / str(number)
        folder.mkdir()
        process = start(folder, 2)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(drawn.uniform(0.2, 1.0) * seconds)
        process.kill()
        process.communicate()
        if journals(folder):
            about = Journal(journals(folder)[0])
            if about.finished:
                continue
            about.close()
        before = known(folder)
        (folder / "ran.txt").unlink(missing_ok=True)
        assert finished(start(folder, 2)) == expected
        assert len(journals(folder)) == 1
        ran = set((folder / "ran.txt").read_text().splitlines())
        assert ran.isdisjoint(logged(*one) for one in before)
        resumed += bool(before)
    assert resumed >= 5


def test_killed_workers_are_replaced(undisturbed, tmp_path):
    expected, _ = undisturbed
    drawn, kills, number = random.Random(2), 0, 0
    while kills < 50:
        folder = tmp_path / str(number)
        folder.mkdir()
        process = start(folder, 2)
        while process.poll() is None:
            found = below(process.pid)
            if found:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(drawn.choice(found), signal.SIGKILL)
                    kills += 1
            time.sleep(drawn.uniform(0.05, 0.15))
        assert finished(process) == expected
        number += 1


def below(ancestor):
    """Return the processes below one."""
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdecimal():
            with contextlib.suppress(OSError):
                stat = Path(f"/proc/{name}/stat").read_bytes().rpartition(b")")[2].split()
                parents.setdefault(int(stat[1]), []).append(int(name))
    todo, found = [ancestor], []
    while todo:
        children = parents.get(todo.pop(), [])
        found += children
        todo += children
    return found
