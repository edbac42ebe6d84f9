"""The main process's side of its workers: who runs what, what came of it, and whom to replace."""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import sys
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from optimizers.running import processes
from optimizers.running.child import Setting
from optimizers.running.messages import Finished, Job, failed
from optimizers.running.rollouts import Program, rollouts
from optimizers.running.serving import DONE, serve

Result = tuple[Job, Finished]
"""The job as it was given, and one of its rollouts."""

_PATIENCE = 5.0
"""Seconds that workers have to end what they run."""
_DEATHS = 10
"""An example that takes so many workers with it has failed."""


class Pool(Protocol):
    """Runs jobs."""

    def run(self, jobs: Iterable[Job], stopping: Callable[[], bool]) -> Iterator[Result]:
        """Give results as they come, of each job in the order of its examples.

        When `stopping` says yes no further job is begun, and those under way come to their end.
        """

    def close(self) -> None:
        """End all processes."""


class HerePool:
    """Runs jobs in this process, one after the other: no isolation."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def run(self, jobs: Iterable[Job], stopping: Callable[[], bool]) -> Iterator[Result]:
        """Give results as they come."""
        for job in jobs:
            if stopping():
                return
            for done in rollouts(self._program, job, keep=False):
                yield job, done

    def close(self) -> None:
        """There is nothing to end."""


@dataclass(eq=False)
class _Link:
    """A worker process, and the job it runs: what of it is left, and how many workers died of its next example."""

    pid: int
    socket: socket.socket
    buffer: bytes = b""
    job: Job | None = None
    left: list[str] = field(default_factory=list)
    deaths: int = 0


class ForkPool:
    """`workers` processes forked from this one."""

    def __init__(self, program: Program, setting: Setting, workers: int) -> None:
        self._program, self._setting = program, setting
        self._links: list[_Link] = []
        for _ in range(workers):
            self._links.append(self._start())

    @property
    def pids(self) -> list[int]:
        """The worker processes."""
        return [link.pid for link in self._links]

    def run(self, jobs: Iterable[Job], stopping: Callable[[], bool]) -> Iterator[Result]:
        """Give results as they come."""
        todo = deque(jobs)
        with selectors.DefaultSelector() as selector:
            for link in self._links:
                selector.register(link.socket, selectors.EVENT_READ, link)
            while True:
                for link in self._links:
                    if todo and link.job is None and not stopping():
                        _give(link, todo.popleft())
                if not any(link.job for link in self._links):
                    return
                for key, _ in selector.select():
                    yield from self._heard(key.data, selector)

    def _heard(self, link: _Link, selector: selectors.BaseSelector) -> Iterator[Result]:
        try:
            data = link.socket.recv(1 << 20)
        except OSError:
            data = b""
        if not data:
            yield from self._replace(link, selector)
            return
        *lines, link.buffer = (link.buffer + data).split(b"\n")
        for line in lines:
            assert link.job is not None
            if line + b"\n" == DONE:
                link.job = None
                continue
            done = Finished.read(line)
            link.left.remove(done.rollout.example)
            link.deaths = 0
            yield link.job, done

    def _replace(self, link: _Link, selector: selectors.BaseSelector) -> Iterator[Result]:
        """A worker died: another one does the rest of its job."""
        selector.unregister(link.socket)
        link.socket.close()
        processes.let_go(link.pid, 0.0)
        self._links.remove(link)
        new = self._start()
        self._links.append(new)
        selector.register(new.socket, selectors.EVENT_READ, new)
        if link.job is None:
            return
        deaths = link.deaths + 1
        if deaths >= _DEATHS and link.left:
            yield link.job, failed(link.left.pop(0), "worker", "its worker process died each time")
            deaths = 0
        if link.left:
            _give(new, link.job, link.left, deaths)

    def _start(self) -> _Link:
        ours, theirs = socket.socketpair()
        for stream in (sys.stdout, sys.stderr):  # what waits there would be written twice
            stream.flush()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of 3.12: the user has threads
            pid = os.fork()
        if pid == 0:
            ours.close()
            for link in self._links:
                link.socket.close()
            for number in self._setting.not_theirs:
                os.close(number)
            setting = replace(self._setting, not_theirs=(theirs.fileno(),))
            serve(theirs, self._program, setting)
        theirs.close()
        return _Link(pid, ours)

    def close(self) -> None:
        """End all workers, and what they run."""
        for link in self._links:
            link.socket.close()
        for link in self._links:
            processes.let_go(link.pid, _PATIENCE)
        self._links.clear()


def _give(link: _Link, job: Job, left: list[str] | None = None, deaths: int = 0) -> None:
    link.job, link.left, link.deaths = job, list(job.examples if left is None else left), deaths
    with contextlib.suppress(OSError):  # the worker is dead: its end of the link tells
        link.socket.sendall(replace(job, examples=tuple(link.left)).text().encode() + b"\n")
