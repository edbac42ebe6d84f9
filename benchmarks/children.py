"""CPU time of fresh interpreters, as they report it themselves, and what they have loaded."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_STARTED = "import time; print(time.process_time())"
_WITH_TRACER = "import tracer, time; print(time.process_time())"
_IMPORTED = """
import importlib, sys, time, tracer
folders, names = sys.argv[1:3], sys.argv[3:]
for folder in folders:  # the first import loads what the modules import themselves
    sys.path.insert(0, folder)
    for name in names:
        sys.modules.pop(name, None)
    begin = time.process_time()
    for name in names:
        importlib.import_module(name)
print(time.process_time() - begin)
"""
_LOADED = """
import importlib, sys, tracer
folder, *names = sys.argv[1:]
sys.path.insert(0, folder)
for name in names:
    importlib.import_module(name)
heavy = "libcst networkx pydot litellm rewriters".split()
print(*[name for name in heavy if name in sys.modules])
"""
_LATE = """
import importlib, sys
from tracer import importing, modules
folder, *names = sys.argv[1:]
importing.install(lambda path: path.startswith(folder))
sys.path.insert(0, folder)
for name in names:
    importlib.import_module(name)
assert len(modules.all_modules()) == len(names)
print(*[m.rewritten.path for m in modules.all_modules() if "_tables" in vars(m)])
"""


def bare() -> float:
    """Return the CPU seconds of an interpreter that does nothing."""
    return float(_run(_STARTED))


def with_tracer() -> float:
    """Return the CPU seconds of an interpreter that imports `tracer`."""
    return float(_run(_WITH_TRACER))


def importing(warming: Path, folder: Path, names: list[str]) -> float:
    """Return the CPU seconds of importing modules, `tracer` and all that they import themselves being loaded."""
    return float(_run(_IMPORTED, str(warming), str(folder), *names))


def loaded_by(folder: Path, names: list[str]) -> list[str]:
    """Return what of the heavy packages, our own rewriter included, is loaded where nothing has recorded."""
    return _run(_LOADED, str(folder), *names).split()


def tables_loaded(folder: Path, names: list[str]) -> list[str]:
    """Return the files whose site table is loaded by importing them through our hook."""
    return _run(_LATE, str(folder), *names).split()


def _run(code: str, *args: str) -> str:
    command = [sys.executable, "-W", "ignore", "-c", code, *args]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout.strip()
