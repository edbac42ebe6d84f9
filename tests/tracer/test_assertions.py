"""Together with pytest: its messages stay the same when what it has rewritten is recorded."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from _pytest.assertion.rewrite import rewrite_asserts
from tests.told import values_of

from tracer import record, trace
from tracer.assertions import keeps_positions

TESTS = """
import pytest
from helper import twice

@pytest.fixture
def five():
    return 5

def test_equal():
    assert twice(2) == 5

def test_message():
    n = 3
    assert n > 5, f"{n} is small"

def test_membership(five):
    xs = [1, 2]
    assert five in xs and len(xs) == 2

def test_call():
    assert all(k < 2 for k in range(4))

def test_walrus():
    assert (n := twice(1)) == 3 or n is None

def test_raises():
    with pytest.raises(KeyError):
        {}["k"]
    with pytest.raises(ZeroDivisionError):
        {}["k"]

def test_nested():
    def inner(x):
        assert x == {"a": [1, 2, 3]}
    inner({"a": [1, 2, 4]})

@pytest.mark.parametrize("x", [1, 2])
def test_passes(x):
    assert twice(x) == x + x

class TestClass:
    def test_method(self):
        assert not self.__class__.__name__

@pytest.mark.asyncio_is_not_here
def test_chain():
    assert 1 < 2 < twice(1) < 5
"""
HELPER = "def twice(x):\n    y = x * 2\n    return y\n"
CONFTEST = """
from tracer import record
from tracer.assertions import follow_pytest
from tracer.importing import install

follow_pytest(lambda path: path.startswith({folder!r}))
install(lambda path: path == {folder!r} + "/helper.py")
if {recording}:
    opened = record()
    run = opened.__enter__()

    def pytest_unconfigure():
        opened.__exit__(None, None, None)
        print("events", len(run), len(list(run.events())))
"""


def run_pytest(folder: Path, conftest: str, *options: str) -> str:
    """Return what pytest prints over the tests in a folder, without times and addresses."""
    for name, text in (("test_them.py", TESTS), ("helper.py", HELPER), ("conftest.py", conftest)):
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "pytest.ini").write_text(
        "[pytest]\nmarkers = asyncio_is_not_here\n", encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:asyncio", *options],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        timeout=120,
        env={k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")},
    )
    assert done.stderr == ""
    return re.sub(r" in [\d.]+s|0x[0-9a-f]+", "", done.stdout)


@pytest.mark.parametrize(
    "options", [["-vv", "--showlocals"], ["--tb=native"], ["--assert=plain"]], ids=" ".join
)
def test_what_pytest_says_stays_the_same(tmp_path, options):
    plain = run_pytest(tmp_path, "", *options)
    assert "passed" in plain
    for recording in (False, True):
        ours = run_pytest(
            tmp_path, CONFTEST.format(folder=str(tmp_path), recording=recording), *options
        )
        assert without_count(ours, recording=recording) == plain


def without_count(printed: str, *, recording: bool) -> str:
    """Return what was printed without our line, which must be there if there was a recording."""
    said = re.search(r"^events (\d+) (\d+)\n", printed, re.MULTILINE)
    if recording:
        assert said is not None
        assert int(said[1]) == int(said[2]) > 100
    return printed.replace(said[0], "") if said else printed


def test_pytests_bytecode_is_left_alone(tmp_path):
    run_pytest(tmp_path, "")
    caches = {path: path.read_bytes() for path in tmp_path.rglob("*.pyc")}
    run_pytest(tmp_path, CONFTEST.format(folder=str(tmp_path), recording=True))
    again = {
        path: path.read_bytes() for path in tmp_path.rglob("*.pyc") if "conftest" not in path.name
    }
    assert again == {path: data for path, data in caches.items() if "conftest" not in path.name}


@pytest.mark.smoke
def test_a_function_of_a_test_module_is_traced():
    @trace
    def f(x):
        assert x + 1 > 0, "never"
        return x + 1

    with record() as run:
        f(1)
    assert values_of(run, "x + 1") == [2, 2]


def test_a_failing_assertion_of_a_traced_function_has_pytests_message():
    @trace
    def f(x):
        assert x == [1, 2]

    with pytest.raises(AssertionError) as plain:
        f([1, 3])
    with record(), pytest.raises(AssertionError) as recorded:
        f([1, 3])
    assert str(recorded.value) == str(plain.value)
    assert "At index 1 diff" in str(plain.value)


def test_positions_of_parts_are_looked_for():
    def as_before_8_3(tree, source):
        rewrite_asserts(tree, source)
        for statement in tree.body:
            for node in ast.walk(statement):
                if hasattr(node, "col_offset"):
                    node.col_offset = 0

    assert keeps_positions(rewrite_asserts)
    assert not keeps_positions(as_before_8_3)
