"""Processes that a recorded program starts: each records into a file of its own."""

import multiprocessing
import os

import pytest
from tests.tracer.cli.same import RUN, ours, start, write

import tracer
from tracer.cli.places import children

WORK = """
    import multiprocessing as mp
    from work import f

    def g(x):
        return x * 5

    if __name__ == "__main__":
        context = mp.get_context({method!r})
        worker = context.Process(target=g, args=(f(1),))
        worker.start()
        worker.join()
        print(worker.exitcode)
        with context.Pool(1) as pool:
            print(pool.map(g, [1, 2]), pool.map(f, [3]))
"""


def codes_of_children(folder):
    return [
        {e.site.code for e in tracer.load(file).events()}
        for file in children(str(folder / "x.run"))
    ]


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_processes_of_multiprocessing(tmp_path, method):
    files = {"main.py": WORK.format(method=method), "work.py": "def f(x):\n    return x * 3\n"}
    write(tmp_path, files)
    assert ours(tmp_path, ["main.py"], "-o", "x.run") == ("0\n[5, 10] [9]\n", "", 0)
    found = codes_of_children(tmp_path)
    assert len(found) == 2
    assert all("x * 5" in codes for codes in found)
    assert any("x * 3" in codes for codes in found)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_child_records_what_it_does_itself(tmp_path):
    code = """
        import os, sys
        before = 1 * 2
        if not os.fork():
            inside = 3 * 4
            sys.exit()
        os.wait()
        after = 5 * 6
    """
    write(tmp_path, {"main.py": code})
    ours(tmp_path, ["main.py"], "-o", "x.run")
    (child,) = codes_of_children(tmp_path)
    parent = {e.site.code for e in tracer.load(tmp_path / "x.run").events()}
    assert ("3 * 4" in child, "5 * 6" in child) == (True, False)
    assert {"1 * 2", "5 * 6"} <= parent
    assert "3 * 4" not in parent


def test_a_child_says_nothing_and_is_not_the_last_run(tmp_path):
    files = {"main.py": WORK.format(method="spawn"), "work.py": "def f(x):\n    return x * 3\n"}
    write(tmp_path, files)
    ended = start(tmp_path, [*RUN, "main.py"])
    assert ended.stderr.count("tracer: saved") == 1
    assert "child" not in (tmp_path / ".tracer" / "last").resolve().name


def test_no_save_is_for_children_too(tmp_path):
    files = {"main.py": WORK.format(method="spawn"), "work.py": "def f(x):\n    return x * 3\n"}
    write(tmp_path, files)
    assert ours(tmp_path, ["main.py"], "--no-save").status == 0
    assert not (tmp_path / ".tracer").exists()


def test_python_in_a_subprocess_is_left_alone(tmp_path):
    code = "import subprocess, sys\nprint(subprocess.run([sys.executable, '-c', 'import sys; print(\"tracer\" in sys.modules)'], capture_output=True).stdout)"
    write(tmp_path, {"main.py": code})
    assert ours(tmp_path, ["main.py"], "--no-save").stdout == "b'False\\n'\n"
