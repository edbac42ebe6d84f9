"""The programs that are measured: one source file, loaded as it is, as the import hook loads it, or traced."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING

from tracer import model, trace
from tracer.loading import recording_code

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

Workload = Callable[[float], object]
Shape = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Program:
    """A file that defines `run(scale)`, or the functions that a benchmark names."""

    name: str
    path: Path

    @property
    def source(self) -> bytes:
        """What stands in the file."""
        return self.path.read_bytes()


def workloads(folder: Path | None, only: Collection[str] = ()) -> list[Program]:
    """Return the programs `wl_*.py` of a folder, all or those named; end the process if there are none."""
    if folder is None:
        sys.exit("say where the workloads are: --workloads DIR")
    found = [Program(p.stem.removeprefix("wl_"), p) for p in sorted(folder.glob("wl_*.py"))]
    chosen = [p for p in found if not only or p.name in only]
    if not chosen:
        sys.exit(f"no workloads wl_*.py in {folder}, or none of those named by --only")
    return chosen


def plain(program: Program) -> ModuleType:
    """Load a program as Python does."""
    module = ModuleType(program.name)
    exec(compile(program.source, program.path, "exec", dont_inherit=True), vars(module))
    return module


def hooked(program: Program) -> ModuleType:
    """Load a program as the import hook does: each function is plain and recording at once."""
    module = ModuleType(program.name)
    code = recording_code(program.source, str(program.path), namespace=vars(module))
    exec(code, vars(module))
    return module


def traced(program: Program) -> ModuleType:
    """Load a program as Python does, then put `@trace` on each of its functions and methods."""
    module = plain(program)
    for value in list(vars(module).values()):
        if isinstance(value, FunctionType) and value.__module__ == module.__name__:
            trace(value)
        elif isinstance(value, type) and value.__module__ == module.__name__:
            model(value)
    return module


def entry(module: ModuleType) -> Workload:
    """Return a workload's `run`."""
    run: Workload = module.run
    return run
