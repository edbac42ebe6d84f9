"""Where processes cannot be forked: fresh interpreters, each of which imports the program and evaluates message by message."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from typing import IO, Any

from optimizers.running.folders import Folders, drop
from optimizers.running.limits import Limits
from optimizers.running.messages import Job, failed

_STARTING = 60.0
"""Seconds for an interpreter to start and to import the program."""


class SpawnExecutor(Executor):
    """`workers` interpreters with an environment that holds nothing of the user's; one that takes too long is replaced."""

    def __init__(self, workers: int, limits: Limits, folders: Folders) -> None:
        self._limits, self._folders = limits, folders
        self._threads = ThreadPoolExecutor(workers)
        self._local = threading.local()
        self._started: list[_Interpreter] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Evaluate the message `args[0]`: what is run is always `remote.evaluate`, whatever `fn` is."""
        del fn, kwargs
        return self._threads.submit(self._run, args[0])

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002  # the base's
        """End the interpreters."""
        for interpreter in self._started:
            interpreter.end()
        self._threads.shutdown(wait=wait, cancel_futures=cancel_futures)

    def _run(self, message: str) -> list[str]:
        told = json.loads(message)
        job = Job.read(told["job"])
        return [
            self._one({**told, "job": replace(job, examples=(e,)).text()}, e) for e in job.examples
        ]

    def _one(self, message: dict[str, Any], example: str) -> str:
        interpreter: _Interpreter | None = getattr(self._local, "interpreter", None)
        seconds = self._limits.seconds
        if interpreter is None or not interpreter.is_alive:
            interpreter = self._local.interpreter = _Interpreter(self._limits, self._folders)
            self._started.append(interpreter)
            seconds += _STARTING
        line = interpreter.ask(json.dumps(message), seconds)
        if line is not None:
            return line
        interpreter.end()
        if interpreter.was_late:
            text = f"it took longer than {self._limits.seconds:g} s"
            return failed(example, "timeout", text, seconds).text()
        return failed(example, "exit", f"the process ended with status {interpreter.status}").text()


class _Interpreter:
    def __init__(self, limits: Limits, folders: Folders) -> None:
        self._folder = folders.fresh()
        path = os.pathsep.join(os.path.abspath(p) for p in sys.path)
        self._process = subprocess.Popen(  # our own module
            [sys.executable, "-P", "-m", "optimizers.running.spawned"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
            env={**limits.allowed(os.environ), "PYTHONPATH": path, "TMPDIR": self._folder},
            text=True,
            encoding="utf-8",
        )
        self.was_late = False

    @property
    def is_alive(self) -> bool:
        """Can it be asked?"""
        return self._process.poll() is None

    @property
    def status(self) -> int | None:
        """The status it ended with."""
        return self._process.returncode

    def ask(self, message: str, seconds: float) -> str | None:
        """Return what it answers; None if it ends, or has not answered in time."""
        timer = threading.Timer(seconds, self._late)
        timer.start()
        try:
            asked, answers = _pipes(self._process)
            asked.write(message + "\n")
            asked.flush()
            line = answers.readline()
        except OSError:
            line = ""
        finally:
            timer.cancel()
        return line.rstrip("\n") or None

    def _late(self) -> None:
        self.was_late = True
        self._process.kill()

    def end(self) -> None:
        """End it, and what it has left in its folder."""
        self._process.kill()
        self._process.wait()
        for pipe in _pipes(self._process):
            with contextlib.suppress(OSError):
                pipe.close()
        drop(self._folder)


def _pipes(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout
