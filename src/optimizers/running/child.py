"""One process that runs a candidate, seen from the process that has started it."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import NoReturn

from optimizers.running import processes
from optimizers.running.confining import confine
from optimizers.running.folders import Folders, drop
from optimizers.running.limits import Limits
from optimizers.running.messages import Finished, Job, failed
from optimizers.running.rollouts import Program, rollouts

_LONGEST = 32 << 20
"""Bytes of one message."""
_STARTING = 10.0
"""Seconds for what comes before the first example: giving it its values."""
_WATCH = 0.1
"""Seconds between two looks at how many processes there are."""
_MANY = 1_000_000
"""Examples that one process may see in its life, where it is used again."""
_PATIENCE = 0.1
"""Seconds between asking a process to end and ending it."""
_RETRIES = 9
"""How often an example is tried again whose process somebody else has killed."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How children run: their limits and folders, whether one takes several candidates, pipes that are not theirs.

    `alone`: the process that starts them has no other children, so that all it finds are ended with them.
    """

    limits: Limits
    folders: Folders
    reuse: bool = False
    not_theirs: tuple[int, ...] = ()
    alone: bool = False


class Worker:
    """Runs jobs in children of this process: one for each job, or (`reuse`) one for all of them until it dies."""

    def __init__(self, program: Program, setting: Setting) -> None:
        self._program, self._setting = program, setting
        self._child: _Child | None = None

    def run(self, job: Job, abandoned: Callable[[], bool] = lambda: False) -> Iterator[Finished]:
        """Run a job; each example comes to an end, one way or another. Close the iterator to stop it.

        `abandoned` is asked now and then; if it says yes, BrokenPipeError is raised.
        """
        left, killed = list(job.examples), 0
        try:
            while left:
                child = self._child or _Child(self._program, self._setting, len(left))
                self._child = child
                for done in child.run(replace(job, examples=tuple(left)), abandoned):
                    if done.rollout.error == "killed" and killed < _RETRIES:
                        killed += 1
                        break
                    killed = 0
                    left.pop(0)
                    yield done
                if not self._setting.reuse or not child.is_alive:
                    self.close(_PATIENCE if left else 0.0)
        except (GeneratorExit, BrokenPipeError):
            self.close()
            raise

    def close(self, patience: float = 0.0) -> None:
        """End the child, if there is one."""
        if self._child is not None:
            self._child.end(patience)
            self._child = None


class Silence(Enum):
    """Why a process says nothing more."""

    DEADLINE = auto()
    PROCESSES = auto()
    TOO_LONG = auto()
    CLOSED = auto()


class _Child:
    """A forked process, which reads jobs and writes what becomes of them."""

    def __init__(self, program: Program, setting: Setting, evaluations: int) -> None:
        self._limits, self._alone = setting.limits, setting.alone
        self._folder = setting.folders.fresh()
        theirs, self._jobs = os.pipe()
        self._answers, answers = os.pipe()
        self._output, output = os.pipe()
        parent = os.getpid()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of 3.12: threads of the user's
        self.pid = os.fork()
        if self.pid == 0:
            processes.die_with(parent)
            for ours in (self._jobs, self._answers, self._output, *setting.not_theirs):
                os.close(ours)
            evaluations = _MANY if setting.reuse else evaluations
            _serve(
                lambda: confine(setting.limits, evaluations, self._folder, output),
                lambda job, told: rollouts(program, job, keep=not setting.reuse, starting=told),
                theirs,
                answers,
            )
        for end in (theirs, answers, output):
            os.close(end)
        self._buffer = b""
        self._output_ended = False
        self.is_alive = True

    def run(self, job: Job, abandoned: Callable[[], bool]) -> Iterator[Finished]:
        """Send a job; give what becomes of its examples, in order, until all are done or the process is."""
        left = list(job.examples)
        limit = self._limits.seconds
        self._seconds = limit if job.seconds is None else min(job.seconds, limit)
        try:
            _write(self._jobs, job.text().encode() + b"\n")
        except OSError:
            yield self._died(left[0])
            return
        begun, deadline = time.monotonic(), time.monotonic() + _STARTING + self._seconds
        while left:
            line = self._line(deadline, abandoned)
            if isinstance(line, Silence):
                yield self._ended(line, left[0], time.monotonic() - begun)
                return
            told = json.loads(line)
            if isinstance(told, str):
                begun = time.monotonic()
                deadline = begun + self._seconds
                continue
            yield _read(line, left.pop(0))
            deadline = time.monotonic() + _STARTING

    def end(self, patience: float = 0.0) -> None:
        """End it, with all it has started; it has `patience` seconds to go by itself when it is told to."""
        self.is_alive = False
        processes.end(self.pid, patience=patience, alone=self._alone)
        for ours in (self._jobs, self._answers, self._output):
            with contextlib.suppress(OSError):
                os.close(ours)
        drop(self._folder)

    # ------------------------------------------------------------------

    def _line(self, deadline: float, abandoned: Callable[[], bool]) -> bytes | Silence:
        """Return the next message, or why there is none."""
        watch = time.monotonic() + _WATCH
        while b"\n" not in self._buffer:
            now = time.monotonic()
            if now > deadline:
                return Silence.DEADLINE
            if len(self._buffer) > _LONGEST:
                return Silence.TOO_LONG
            if now > watch:
                if processes.count_below(self.pid) > self._limits.processes:
                    return Silence.PROCESSES
                if abandoned():
                    raise BrokenPipeError("nobody waits for this")
                watch = now + _WATCH
            wait = max(min(deadline, watch) - now, 0)
            ready, _, _ = select.select([self._answers, *self._printing()], [], [], wait)
            if self._output in ready:
                self._drain()
            if self._answers in ready:
                data = os.read(self._answers, 1 << 20)
                if not data:
                    return Silence.CLOSED
                self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line

    def _printing(self) -> list[int]:
        return [] if self._output_ended else [self._output]

    def _drain(self) -> None:
        """Read what was printed, so that printing does not block; it is shown to nobody."""
        if not os.read(self._output, 1 << 16):
            self._output_ended = True

    def _ended(self, why: Silence, example: str, seconds: float) -> Finished:
        """Say why there was no message."""
        self.is_alive = False
        limits = self._limits
        match why:
            case Silence.DEADLINE:
                return failed(
                    example, "timeout", f"it took longer than {self._seconds:g} s", seconds
                )
            case Silence.PROCESSES:
                told = f"more than {limits.processes} processes"
                return failed(example, "processes", told, seconds)
            case Silence.TOO_LONG:
                return failed(example, "message", "the process told too much", seconds)
            case Silence.CLOSED:
                return self._died(example)

    def _died(self, example: str) -> Finished:
        self.is_alive = False
        status = processes.end(self.pid, patience=_PATIENCE, alone=self._alone)
        if status is None:
            return failed(example, "died", "the process was gone")
        if os.WIFEXITED(status):
            code = os.WEXITSTATUS(status)
            return failed(example, "exit", f"the process ended with status {code}")
        number = os.WTERMSIG(status)
        if number == signal.SIGKILL:
            return failed(example, "killed", "the process was killed")
        if number == signal.SIGXCPU:
            return failed(example, "timeout", "it used all of its CPU time")
        return failed(example, "signal", f"the process died of {signal.Signals(number).name}")


def _read(line: bytes, example: str) -> Finished:
    """Read a result. A candidate may write into our pipe: what it says there is believed in no part."""
    try:
        done = Finished.read(line)
    except (ValueError, TypeError):
        return failed(example, "message", "the process told something else than a result")
    if done.rollout.example != example:
        return failed(example, "message", "the process told the result of another example")
    return done


def _serve(
    confine_it: Callable[[], None],
    run: Callable[[Job, Callable[[str], None]], Iterator[Finished]],
    jobs: int,
    answers: int,
) -> NoReturn:
    """In the child: run jobs until there are no more."""
    status = 1
    try:
        confine_it()
        with open(jobs, "rb", closefd=False) as lines:
            for line in lines:
                for done in run(Job.read(line), lambda at: _tell(answers, json.dumps(at))):
                    _tell(answers, done.text())
        status = 0
    finally:
        os._exit(status)


def _tell(pipe: int, text: str) -> None:
    _write(pipe, text.encode() + b"\n")


def _write(pipe: int, data: bytes) -> None:
    while data:
        data = data[os.write(pipe, data) :]
