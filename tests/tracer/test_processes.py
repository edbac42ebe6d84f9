"""Processes: forked, spawned, with and without a recording."""

import multiprocessing
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from tests import traced
from tests.told import told

from tracer import record

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


def in_child(work: Callable[[], str]) -> str:
    """Return what `work` gives in a forked child."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.write(writer, work().encode())
        finally:
            os._exit(0)
    os.close(writer)
    with open(reader, encoding="utf-8") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return answer


def run_script(folder: Path, text: str, *options: str) -> str:
    """Run a script in a new process, warnings being errors; return what it printed."""
    script = folder / "script.py"
    script.write_text(textwrap.dedent(text), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", *options, str(script)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def recorded_length() -> str:
    """Say how much a recording of its own sees."""
    with record() as run:
        traced.mixed(5)
    return str(len(run))


@forks
def test_a_child_forked_without_a_recording_can_record():
    expected = recorded_length()
    assert in_child(recorded_length) == expected


@forks
def test_a_child_forked_inside_a_recording_goes_on_recording():
    with record() as run:
        traced.add(1)

        def work() -> str:
            before = len(run)
            traced.add(2)
            return f"{len(run) - before}"

        grown = in_child(work)
        before = len(run)
    assert grown == str(before)


@forks
def test_what_a_child_records_is_not_the_parents():
    with record() as run:
        traced.add(1)
        before = told(run)
        in_child(lambda: str(traced.mixed(5)))
    assert told(run) == before


@forks
def test_the_parent_goes_on_recording_after_a_fork():
    with record() as run:
        traced.add(1)
        before = len(run)
        in_child(lambda: "")
        traced.add(1)
    assert len(run) == 2 * before


@forks
def test_limits_hold_in_a_child():
    def work() -> str:
        with record(max_events=10) as run:
            traced.mixed(20)
        return str(run.stopped)

    with record():
        assert in_child(work) == "max_events=10 was reached"


@forks
def test_a_recording_is_no_reason_to_warn_of_threads_at_a_fork(tmp_path):
    printed = run_script(
        tmp_path,
        """
        import os
        from tracer import record, trace

        @trace
        def f(x):
            return x + 1

        with record():
            f(1)
            child = os.fork()
            if not child:
                print(f(2), flush=True)
                os._exit(0)
            os.waitpid(child, 0)
    """,
    )
    assert printed == "3\n"


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_children_of_multiprocessing_record_when_they_import_us(tmp_path, method):
    printed = run_script(
        tmp_path,
        f"""
        import multiprocessing
        from tracer import record, trace

        @trace
        def f(x):
            return [k + x for k in range(3)]

        def work(x):
            with record() as run:
                f(x)
            return run.output, len(run)

        if __name__ == "__main__":
            with multiprocessing.get_context({method!r}).Pool(2) as pool:
                children = pool.map(work, range(4))
            print(children == [work(x) for x in range(4)])
    """,
    )
    assert printed == "True\n"


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_a_traced_function_is_a_target_while_it_records(tmp_path, method):
    printed = run_script(
        tmp_path,
        f"""
        import multiprocessing
        from tracer import record, trace

        @trace
        def f(x):
            return x * 2

        if __name__ == "__main__":
            with record() as run, multiprocessing.get_context({method!r}).Pool(1) as pool:
                print(pool.map(f, range(3)))
    """,
    )
    assert printed == "[0, 2, 4]\n"


def test_a_process_that_ends_inside_a_recording_ends_as_usual(tmp_path):
    printed = run_script(
        tmp_path,
        """
        import atexit
        from tracer import record, trace

        @trace
        def f(x):
            return x * 2

        atexit.register(lambda: print("at exit", f(2)))
        record().__enter__()
        print(f(1))
    """,
    )
    assert printed == "2\nat exit 4\n"
