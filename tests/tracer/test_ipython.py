"""Cells of IPython: shown as ever, and recorded while a recording is open."""

import os
import subprocess
import sys

import pytest

pytest.importorskip("IPython")

CELLS = [
    "%load_ext tracer",
    "import tracer\nrate = 2\ndef scaled(x):\n    y = x * rate\n    return y",
    "scaled(4)",
    "shown = 5",
    "scaled(4);",
    "recorder = tracer.record()\nrun = recorder.__enter__()",
    "base = 20",
    "result = scaled(10) + 1\nresult",
    "recorder.__exit__(None, None, None)",
    "print(sorted({e.value for e in run.events() if e.site.code == 'scaled(10) + 1'}))",
    "graph = run.slice(result).graph\nprint(sorted({d['code'] for _, d in graph.nodes(data=True)} & {'x * rate', 'scaled(10) + 1'}))",
    "with tracer.record() as again:\n    scaled(3)\nprint(again.output)",
    "1 / 0",
    "import asyncio\nawait asyncio.sleep(0, 'awaited')",
    "%unload_ext tracer",
    "with tracer.record() as nothing:\n    later = (lambda: 1)()\nprint(len(nothing))",
]


def shell(cells: list[str]) -> str:
    """Return what IPython prints over some cells."""
    code = (
        "import sys\n"
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell.instance(colors='nocolor', history_length=0)\n"
        "shell.history_manager.enabled = False\n"
        f"for cell in {cells!r}:\n"
        "    shell.run_cell(cell, store_history=True)\n"
    )
    env = os.environ | {"IPYTHONDIR": os.environ.get("TRACER_CACHE", ".") + "/ipython"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env=env,
    )
    assert "object is not callable" not in done.stderr  # nobody but the user's code is warned of
    return done.stdout


def test_cells_are_shown_as_ever_and_recorded():
    printed = shell(CELLS)
    assert "[11]" not in printed.split("Out")[0]
    lines = printed.splitlines()
    outs = [line for line in lines if line.startswith("Out[")]
    assert [out.split(": ")[1] for out in outs] == ["8", "21", "'awaited'"]
    assert "[21]" in lines
    assert "['scaled(10) + 1', 'x * rate']" in lines
    assert "6" in lines
    assert lines[-1] == "0"
    assert "ZeroDivisionError: division by zero" in lines
    assert "----> 1 1 / 0" in lines


def test_what_is_printed_is_the_same():
    cells = [
        "def f(x):\n    return x['k']",
        "f({})",
        "a = 3",
        "a, f",
        "for n in range(2):\n    n",
        "f({'k': 1})",
    ]
    plain = shell(cells)
    recorded = shell(
        ["%load_ext tracer", "import tracer; r = tracer.record(); _r = r.__enter__()", *cells]
    )
    assert "KeyError: 'k'" in plain
    assert numbered(recorded, -2) == plain


def numbered(text: str, change: int) -> str:
    """Return IPython's output with other numbers of cells, without addresses."""
    import re

    return re.sub(r"(Out|In)\[(\d+)\]", lambda m: f"{m[1]}[{int(m[2]) + change}]", text)
