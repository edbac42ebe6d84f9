"""Candidates run by an executor: any of `concurrent.futures`, Dask's own, or Ray's through the adapter here."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from typing import Any

from optimizers.running.functions import FunctionProgram
from optimizers.running.messages import Finished, Job, failed
from optimizers.running.pool import Result
from optimizers.running.remote import Reference, evaluate

_TRIES = 4
"""A job whose node failed so often has failed."""


class ExecutorPool:
    """At most `workers` jobs are in the executor at once; one that its node did not finish is given to it again."""

    def __init__(
        self, executor: Executor, program: FunctionProgram, reference: Reference, workers: int
    ) -> None:
        self._executor, self._program, self._reference = executor, program, reference
        self._workers = workers

    def run(self, jobs: Iterable[Job], stopping: Callable[[], bool]) -> Iterator[Result]:
        """Give results as they come."""
        todo = deque((job, 1) for job in jobs)
        running: dict[Future[list[str]], tuple[Job, int]] = {}
        while todo or running:
            while todo and len(running) < self._workers and not stopping():
                job, tries = todo.popleft()
                running[self._submit(job)] = job, tries
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in sorted(done, key=list(running).index):
                job, tries = running.pop(future)
                error = future.exception()
                if error is None:
                    yield from ((job, Finished.read(text)) for text in future.result())
                elif tries < _TRIES:
                    todo.appendleft((job, tries + 1))
                else:
                    told = f"no node finished it: {type(error).__name__}: {error}"
                    yield from ((job, failed(e, "node", told)) for e in job.examples)

    def _submit(self, job: Job) -> Future[list[str]]:
        message = self._reference.message(job, self._program.examples)
        try:
            return self._executor.submit(evaluate, message)
        except RuntimeError as error:  # broken, or shut down
            broken: Future[list[str]] = Future()
            broken.set_exception(error)
            return broken

    def close(self) -> None:
        """The executor is the user's."""


class RayExecutor(Executor):
    """Runs functions on a Ray cluster (`pip install 'spangrad[ray]'`), to which the process is connected already."""

    def __init__(self) -> None:
        import ray  # type: ignore[import-not-found,unused-ignore]  # an extra

        self._ray: Any = ray
        self._functions: dict[Any, Any] = {}

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run a function as a task; Ray itself does not try again."""
        if fn not in self._functions:
            self._functions[fn] = self._ray.remote(max_retries=0)(fn)
        found: Future[Any] = self._functions[fn].remote(*args, **kwargs).future()
        return found
