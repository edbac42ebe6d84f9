"""A worker process: forked once from the process that has imported everything, it forks one child for each candidate."""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
from dataclasses import replace
from typing import NoReturn

from optimizers.running import processes
from optimizers.running.child import Setting, Worker
from optimizers.running.messages import Job
from optimizers.running.rollouts import Program

DONE = b"{}\n"
"""What follows the last result of a job."""


def serve(link: socket.socket, program: Program, setting: Setting) -> NoReturn:
    """Run the jobs that come over the link until it is closed, or the process at its other end is gone."""
    try:
        os.setsid()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the main process to judge
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        processes.adopt_orphans()
        gc.freeze()  # children share what is there as long as no collection touches it
        _Serving(link, Worker(program, replace(setting, alone=True))).all()
        setting.folders.remove_if_alone(os.getppid())
    finally:
        os._exit(0)


class _Serving:
    def __init__(self, link: socket.socket, worker: Worker) -> None:
        self._link, self._worker = link, worker
        self._lines = link.makefile("rb")

    def all(self) -> None:
        """Serve until nobody listens."""
        try:
            for line in self._lines:
                self._one(Job.read(line))
        except OSError:
            pass  # nobody listens: the main process is gone
        finally:
            self._worker.close()

    def _one(self, job: Job) -> None:
        for done in self._worker.run(job, self._is_left_alone):
            self._link.sendall(done.text().encode() + b"\n")
        self._link.sendall(DONE)

    def _is_left_alone(self) -> bool:
        """Has the other end been closed?"""
        ready, _, _ = select.select([self._link], [], [], 0)
        return bool(ready) and not self._link.recv(1, socket.MSG_PEEK)
