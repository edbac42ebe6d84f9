"""The arms of other packages, each imported only where it runs: they live in environments of their own."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from bigbench.tasks import lesson
from harness import Run


def late(name: str) -> Callable[[Run], None]:
    """Return the arm that the module of this name has."""

    def arm(run: Run) -> None:
        importlib.import_module(f"bigbench.peers.{name}").learn(run, lesson(run))

    return arm
