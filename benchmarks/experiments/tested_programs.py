"""Folders with a program, its visible tests and held-out ones: loaded, run case by case, judged."""

from __future__ import annotations

import importlib
import inspect
import itertools
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from worlds.patience import patience

OURS = Path(__file__).with_name("programs")

PROGRAM, VISIBLE, HELD = "program", "test_program", "test_holdout"
SECONDS = 2.0
"""For one test: a program may loop forever."""


@dataclass(frozen=True, slots=True)
class Case:
    """One test with its arguments."""

    test: Callable[..., Any]
    arguments: Mapping[str, Any]

    def __str__(self) -> str:
        given = ", ".join(f"{name}={value!r:.200}" for name, value in self.arguments.items())
        return f"{self.test.__name__}({given})"

    def failure(self) -> str | None:
        """Run it; return what it failed with, or None where it passed."""
        try:
            with patience(SECONDS):
                self.test(**self.arguments)
        except Exception as error:  # noqa: BLE001  # whatever the code under test raises
            return f"{type(error).__name__}: {error}".strip(": ")
        return None


def names(folder: str | None) -> list[str]:
    """Return the programs of a folder, by default of ours."""
    return sorted(p.parent.name for p in _folder(folder).glob(f"*/{HELD}.py"))


def copy(folder: str | None, name: str, into: Path) -> None:
    """Copy a program and its tests, but no patches."""
    sys.dont_write_bytecode = True  # a change within a second would not be seen
    for path in (_folder(folder) / name).glob("*.py"):
        shutil.copy(path, into)


def load(folder: Path) -> tuple[ModuleType, list[Case], list[Case]]:
    """Import the program of a folder anew, with its visible and held-out cases."""
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    for name in (PROGRAM, VISIBLE, HELD):
        sys.modules.pop(name, None)
    program, visible, held = map(importlib.import_module, (PROGRAM, VISIBLE, HELD))
    return program, list(_cases(visible)), list(_cases(held))


def functions(program: ModuleType) -> list[Callable[..., Any]]:
    """Return the functions and methods that a module defines."""
    own = [v for v in vars(program).values() if getattr(v, "__module__", "") == program.__name__]
    classes = [v for v in own if inspect.isclass(v)]
    methods = [f for c in classes for f in vars(c).values() if inspect.isfunction(f)]
    return [*filter(inspect.isfunction, own), *methods]


def share(cases: list[Case]) -> float:
    """Return the share of the cases that pass."""
    return sum(case.failure() is None for case in cases) / len(cases)


def _folder(given: str | None) -> Path:
    return OURS if given is None else Path(given)


def _cases(module: ModuleType) -> Iterator[Case]:
    for name, test in vars(module).items():
        if not name.startswith("test_"):
            continue
        marks = [m for m in getattr(test, "pytestmark", ()) if m.name == "parametrize"]
        for rows in itertools.product(*(_rows(*mark.args) for mark in marks)):
            yield Case(test, {k: v for row in rows for k, v in row.items()})


def _rows(given: str | tuple[str, ...], values: list[Any]) -> list[dict[str, Any]]:
    known = [n.strip() for n in given.split(",")] if isinstance(given, str) else list(given)
    rows = [getattr(v, "values", v) for v in values]
    return [dict(zip(known, row if len(known) > 1 else (row,), strict=True)) for row in rows]
