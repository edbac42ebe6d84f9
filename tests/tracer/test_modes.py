"""Ways to start Python: optimized, without ranges, warnings as errors, in development mode."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = '''
"""A script that shows whatever a mode of Python changes."""
import traceback, warnings
from tracer import record, trace


@trace
def f(x):
    """Documented."""
    small = x < 100
    assert small, f"{x} is too large"
    if __debug__:
        x += 1000
    y = [x, x + (
        1)]
    return y[x - 1000] if x > 999 else y[x]


@trace
def g(x):
    try:
        return f(x)
    except (IndexError, AssertionError):
        return traceback.format_exc().replace(__file__, "FILE")


def main():
    print(g(1), g(5), g(200), f.__doc__, sep="; ")


def shown():
    import contextlib, io
    with contextlib.redirect_stdout(io.StringIO()) as out:
        main()
    return out.getvalue()


plain = shown()
with record() as run:
    recorded = shown()
again = shown()
assert len(run) > 10, len(run)
assert len(run) == len(list(run.events()))
print("same" if plain == recorded == again else f"{plain}\\n-----\\n{recorded}")
print(plain)
'''
MODES = [
    [],
    ["-O"],
    ["-OO"],
    ["-X", "no_debug_ranges"],
    ["-W", "error"],
    ["-X", "dev"],
    ["-b"],
    ["-X", "frozen_modules=off"],
    ["-B"],
    ["-I"],
    ["-P"],
    ["-X", "utf8"],
]


def run(folder: Path, options: list[str], script: str = SCRIPT) -> str:
    """Return what a script prints; it must print no error."""
    path = folder / "script.py"
    path.write_text(script, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, *options, str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.stderr, done.returncode) == ("", 0)
    return done.stdout


@pytest.mark.parametrize("options", MODES, ids=lambda options: " ".join(options) or "none")
def test_a_script_shows_the_same_plain_and_recorded(tmp_path, options):
    assert run(tmp_path, options).startswith("same\n")


@pytest.mark.parametrize("first", [["-X", "no_debug_ranges"], ["-O"], []], ids=" ".join)
def test_modes_that_share_a_cache_are_kept_apart(tmp_path, own_cache, first):
    for mode in (first, [], ["-O"], ["-X", "no_debug_ranges"]):
        assert run(tmp_path, mode).startswith("same\n")


def test_without_a_cache_it_is_the_same(tmp_path, monkeypatch):
    monkeypatch.setenv("TRACER_CACHE", "off")
    assert run(tmp_path, []).startswith("same\n")


CLOSURES = """
from tracer import record, trace

@trace
def make(n):
    def inner(x):
        return x + n
    return inner

before = make(1)
with record() as run:
    before(1)
print([e.value for e in run.events() if e.site.code == "x + n"])
with record() as run:
    make(2)(2)
print([e.value for e in run.events() if e.site.code == "x + n"])
"""


def test_a_closure_made_before_the_first_recording_is_opaque(tmp_path):
    assert run(tmp_path, [], CLOSURES) == "[]\n[4]\n"


LIGHT = """
import sys
from tracer import trace

@trace
def f(x):
    return x + 1

f(1)
print(sorted(m for m in sys.modules if m.startswith(("rewriters.", "libcst", "asyncio"))))
"""


def test_tracing_loads_nothing_to_rewrite_with_before_the_first_recording(tmp_path):
    assert run(tmp_path, [], LIGHT) == "[]\n"
