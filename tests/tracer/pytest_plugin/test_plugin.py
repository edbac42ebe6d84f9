"""The plugin itself: idle unless asked, the section, its limit, the fixture, the marker, what is forgotten."""

import subprocess
import sys

import pytest
from tests.tracer.pytest_plugin.sessions import pytest_session, whys, write
from tests.tracer.pytest_plugin.shop import SHOP

TESTS = """
from shop import total


def test_total():
    assert total([(3, 2), (10, 1)], discount=0.5) == 8


def test_ok():
    assert total([], 0) == 0
"""


@pytest.fixture
def shop(tmp_path):
    write(tmp_path, {"shop.py": SHOP, "test_shop.py": TESTS})
    return tmp_path


@pytest.mark.smoke
def test_the_section(shop):
    (why,) = whys(pytest_session(shop, "--why"))
    lines = why.splitlines()
    assert lines[-1].startswith("test_shop.py:5 ")
    assert lines[-1].endswith("== 8 = False")
    places = [line.split()[0] for line in lines]
    assert "shop.py:1" in places
    assert "shop.py:12" in places
    assert "greeting" not in why
    assert "extra = 1.6" in why


def test_idle_it_loads_nothing(shop):
    write(shop, {"conftest.py": _TELL_MODULES})
    done = pytest_session(shop)
    assert "loaded: []" in done.stdout
    asked = pytest_session(shop, "--why")
    assert "rewriters.rewriting" in asked.stdout


_TELL_MODULES = """
import sys

def pytest_unconfigure():
    names = {"libcst", "networkx", "rich", "rewriters.rewriting", "tracer.sessions", "tracer.slicing", "tracer.pytest_plugin.why"}
    print("loaded:", sorted(names & set(sys.modules)))
"""


def test_the_ini_asks_and_the_command_line_takes_back(shop):
    write(shop, {"pytest.ini": "[pytest]\ntracer_why = true\n"})
    assert len(whys(pytest_session(shop))) == 1
    assert whys(pytest_session(shop, "--no-why")) == []


def test_at_most_so_many_lines(shop):
    (why,) = whys(pytest_session(shop, "--why", "--tracer-lines=4"))
    first, *others = why.splitlines()
    assert len(others) == 3
    assert others[-1].startswith("test_shop.py:5 ")
    assert first.endswith("more lines: pytest --why --tracer-lines=0 test_shop.py::test_total)")
    (everything,) = whys(
        pytest_session(shop, "--why", "--tracer-lines=0", "test_shop.py::test_total")
    )
    more = int(first.split()[0].removeprefix("("))
    assert len(everything.splitlines()) == len(others) + more


def test_forty_lines_unless_told(tmp_path):
    steps = "\n".join(f"    n{i} = n{i - 1} + 1" for i in range(1, 90))
    write(
        tmp_path, {"test_long.py": f"def test_long():\n    n0 = 0\n{steps}\n    assert n89 == 0\n"}
    )
    (why,) = whys(pytest_session(tmp_path, "--why"))
    assert len(why.splitlines()) == 40


@pytest.mark.parametrize("source", ["lib", "lib/shop.py", "shop"])
def test_what_is_named_is_recorded(shop, source):
    write(shop, {"lib/shop.py": SHOP, "pytest.ini": "[pytest]\npythonpath = lib\n"})
    (shop / "shop.py").unlink()
    write(shop, {"lib/other.py": "def one():\n    n = 1\n    return n\n"})
    (why,) = whys(pytest_session(shop, "--why", f"--tracer-source={source}"))
    assert "extra = 1.6" in why


def test_what_is_not_named_is_not_recorded(shop):
    write(shop, {"other.py": "n = 1\n"})
    (why,) = whys(pytest_session(shop, "--why", "--tracer-source=other.py"))
    assert "shop.py:1 " not in why
    assert "test_shop.py:5" in why


def test_environments_are_not_recorded(tmp_path):
    text = "def f(x):\n    y = x + 1\n    return y\n"
    write(
        tmp_path,
        {
            "env/pyvenv.cfg": "",
            "env/foreign.py": text,
            "test_it.py": "from foreign import f\ndef test_f():\n    assert f(1) == 3\n",
            "pytest.ini": "[pytest]\npythonpath = env\n",
        },
    )
    (why,) = whys(pytest_session(tmp_path, "--why"))
    assert "foreign.py" not in why


def test_modules_imported_before_are_told(shop):
    done = pytest_session(shop, "--why", "-p", "shop", PYTHONPATH=f"{shop}:{_path()}")
    assert "why: imported before, so not recorded: shop\n" in done.stdout


def _path() -> str:
    code = "import os, tracer; print(os.path.dirname(os.path.dirname(tracer.__file__)))"
    return subprocess.check_output([sys.executable, "-c", code], text=True).strip()


RECORDING = """
import pytest
import tracer
from shop import total

@tracer.trace
def traced(x):
    y = x + 1
    return y

def test_fixture(recording):
    value = traced(41)
    assert any(event.value == 42 for event in recording.events())
    assert recording.slice(value).graph.number_of_nodes() > 0

@pytest.mark.trace
def test_marked():
    n = 5
    assert traced(n) == 6

@pytest.mark.trace
def test_both(recording):
    traced(1)
    assert any(event.value == 2 for event in recording.events())

def test_window(recording):
    assert not any(event.value == 42 for event in recording.events())
"""


@pytest.mark.parametrize("options", [[], ["--why"]], ids=["alone", "why"])
def test_the_fixture_and_the_marker(shop, options):
    write(shop, {"test_recording.py": RECORDING})
    done = pytest_session(shop, "--strict-markers", "test_recording.py", *options)
    assert "4 passed" in done.stdout


FORGETS = """
import gc
import weakref
import pytest

class Thing:
    pass

seen = []

@pytest.fixture(scope="module")
def kept():
    thing = Thing()
    seen.append(weakref.ref(thing))
    yield [thing]

@pytest.mark.parametrize("n", range(5))
def test_makes(n, kept):
    thing = Thing()
    seen.append(weakref.ref(thing))

def test_what_is_left(request, kept):
    gc.collect()
    alive = [number for number, ref in enumerate(seen) if ref() is not None]
    assert alive == [0]
    plugin = request.config.pluginmanager.get_plugin("tracer-why")
    if plugin is not None:
        print("items", len(plugin._session.tape.items))
"""


@pytest.mark.parametrize("options", [[], ["--why"]], ids=["alone", "why"])
def test_a_test_that_is_done_is_forgotten(tmp_path, options):
    write(tmp_path, {"test_memory.py": FORGETS})
    done = pytest_session(tmp_path, *options)
    assert "6 passed" in done.stdout, done.stdout


OUTLIVED = """
import gc
import test_memory

def test_the_fixture_of_another_module_is_forgotten():
    gc.collect()
    assert [ref() for ref in test_memory.seen] == [None] * len(test_memory.seen)
"""


@pytest.mark.parametrize("options", [[], ["--why"]], ids=["alone", "why"])
def test_a_fixture_that_is_gone_is_forgotten(tmp_path, options):
    write(tmp_path, {"test_memory.py": FORGETS, "test_next.py": OUTLIVED})
    done = pytest_session(tmp_path, *options)
    assert "7 passed" in done.stdout, done.stdout


GROWS = """
import pytest

sizes = []

@pytest.mark.parametrize("n", range(20))
def test_works(n, request):
    total = 0
    for i in range(500):
        total += i * n
    plugin = request.config.pluginmanager.get_plugin("tracer-why")
    sizes.append(len(plugin._session.tape.items))
    assert len(set(sizes)) == 1, sizes
"""


def test_the_tape_does_not_grow_from_test_to_test(tmp_path):
    write(tmp_path, {"test_grows.py": GROWS})
    done = pytest_session(tmp_path, "--why")
    assert "20 passed" in done.stdout, done.stdout


LATE = """
def test_imports():
    import late

def test_uses():
    import late
    assert late.limit() == 4
"""


def test_a_module_that_an_earlier_test_imported(tmp_path):
    write(
        tmp_path,
        {
            "late.py": "BASE = 1\nLIMIT = BASE + 2\ndef limit():\n    return LIMIT\n",
            "test_late.py": LATE,
        },
    )
    (why,) = whys(pytest_session(tmp_path, "--why"))
    assert "LIMIT = BASE + 2" in why


def test_too_much_is_said(tmp_path):
    text = """
    import time

    def test_long():
        n = 0
        for _ in range(3000):
            n += 1
        time.sleep(0.3)
        assert n == 0

    def test_short():
        n = 1
        assert n == 2
    """
    write(tmp_path, {"test_it.py": text})
    long, short = whys(pytest_session(tmp_path, "--why", "-o", "tracer_max_events=1000"))
    assert long.startswith("incomplete, recording ended early: max_events was reached")
    assert "n = 1" in short
    assert "incomplete" not in short


def test_hypothesis_has_time(tmp_path):
    text = """
    import time
    from hypothesis import given, strategies as st

    @given(st.integers())
    def test_slow(n):
        time.sleep(0.3 if n == 0 else 0)
    """
    write(tmp_path, {"test_it.py": text})
    usual = ("-p", "hypothesispytest", "--hypothesis-profile=default")  # not that of a CI
    assert "1 passed" in pytest_session(tmp_path, "--why", *usual).stdout
    assert "DeadlineExceeded" in pytest_session(tmp_path, *usual).stdout


_ALTERNATIVES = """
def twice(x):
    y = 2 * x
    return y

def test_and():
    n = 1
    assert (
        n == 1
        and (twice(3) == 7 or n > 5)
    )
"""


def test_the_operands_of_and_and_or_are_explained(tmp_path):
    write(tmp_path, {"test_them.py": _ALTERNATIVES})
    (why,) = whys(pytest_session(tmp_path, "--why"))
    assert "y = 2 * x" in why
    assert "twice(3) == 7 = False" in why
    assert "n > 5 = False" in why
    assert why.splitlines()[-1].startswith("test_them.py:7 ")
