"""Which pool runs the candidates, and what is to be said of it."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Literal, get_args

from optimizers.running.child import Setting
from optimizers.running.executors import ExecutorPool
from optimizers.running.folders import Folders
from optimizers.running.functions import FunctionProgram
from optimizers.running.limits import Limits
from optimizers.running.pool import ForkPool, HerePool, Pool
from optimizers.running.remote import Reference
from optimizers.running.rollouts import Program
from optimizers.running.spawning import SpawnExecutor
from tracer.errors import TracerError
from tracer.recording import record

Isolation = Literal["fork", "reuse", "spawn", "none"]
"""How candidates run: one process each, one process for many (numbers and text only), fresh interpreters, or here."""

NOT_CONFINED = (
    "candidates run in processes of their own, with limits and without your environment; writing to absolute paths is "
    "not prevented"
)


SPAWNED = "candidates run in fresh interpreters, one after the other: slower than 'fork', and without limits of memory and files"


def checked_isolation(isolation: str, code: Sequence[str]) -> Isolation:
    """Return the isolation that is meant. Raises TracerError. `code`: names of parameters that are code."""
    if isolation not in get_args(Isolation):
        raise TracerError(
            f"isolation={isolation!r}: there are {', '.join(map(repr, get_args(Isolation)))}"
        )
    if isolation in {"fork", "reuse"} and not hasattr(os, "fork"):
        return "spawn"
    if isolation == "reuse" and code:
        raise TracerError(
            f"isolation='reuse' is for values; {', '.join(code)} is code and could leave its traces: use 'fork'"
        )
    return isolation  # type: ignore[return-value]  # one of them


def words(isolation: Isolation, folders: Folders | None) -> Iterator[str]:
    """Iterate over what the user should know of an isolation."""
    if isolation == "none":
        yield "candidates run in this process, without limits (isolation='none')"
        return
    yield NOT_CONFINED if isolation != "spawn" else SPAWNED
    if folders is not None and not folders.copied:
        yield "the working folder of candidates is empty: the current folder is too large to copy, or has no files"


def _warm() -> None:
    """Load what workers need, before they are forked: recording code, and what slices are made with."""
    with record() as run:
        pass
    run.graph()
    if (
        "pytest" in sys.modules
    ):  # it shows failures with a table of all modules, which takes 30 ms to make
        inspect.getmodule(_warm.__code__)


@contextmanager
def spawn_pool(
    program: FunctionProgram, limits: Limits, workers: int
) -> Iterator[tuple[Pool, tuple[str, ...]]]:
    """Run a block with a pool of fresh interpreters. Raises TracerError for programs without names."""
    reference = Reference.of(program, limits, "none")
    folders = Folders(os.getcwd())
    try:
        with SpawnExecutor(workers, limits, folders) as executor:
            said = tuple(words("spawn", folders))
            yield ExecutorPool(executor, program, reference, workers), said
    finally:
        folders.remove()


@contextmanager
def pool(
    program: Program,
    isolation: Isolation,
    limits: Limits,
    workers: int,
    *,
    not_theirs: tuple[int, ...] = (),
    folder: str | None = None,
) -> Iterator[tuple[Pool, tuple[str, ...]]]:
    """Run a block with a pool; give it with what is to be said. Its processes and folders are gone afterwards."""
    if isolation == "none":
        yield HerePool(program), tuple(words(isolation, None))
        return
    _warm()
    folders = Folders(os.getcwd() if folder is None else folder)
    try:
        setting = Setting(limits, folders, isolation == "reuse", not_theirs)
        forked = ForkPool(program, setting, workers)
        try:
            yield forked, tuple(words(isolation, folders))
        finally:
            forked.close()
    finally:
        folders.remove()
