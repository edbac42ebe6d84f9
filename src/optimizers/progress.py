"""Telling how an optimization goes: events for programs, a bar for terminals, lines for logs."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: `plan`, `rollout`, `generation`, `note`, `end`, and what of it."""

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


Listener = Callable[[Event], None]

_EVERY = 2.0
"""Seconds between two lines."""


def listener(stream: TextIO | None = None) -> Listener:
    """Return what shows events: a bar on a terminal, else a line now and then. Standard error by default."""
    out = sys.stderr if stream is None else stream
    if out.isatty() and not os.environ.get("CI"):
        return Bar(out)
    return Lines(out)


class Lines:
    """Plain lines."""

    def __init__(self, out: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._out, self._clock = out, clock
        self._next = clock() + _EVERY

    def __call__(self, event: Event) -> None:
        """Write a line, or not."""
        if event.kind == "rollout":
            return
        if event.kind == "generation":
            if self._clock() < self._next:
                return
            self._next = self._clock() + _EVERY
        self._out.write(f"optimize: {told(event)}\n")
        self._out.flush()


class Bar:
    """A bar with evaluations, best score, spend and time, refreshed by events and never by a thread."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._best = ""

    def __call__(self, event: Event) -> None:
        """Move on."""
        if event.kind == "plan":
            self._out.write(f"optimize: {told(event)}\n")
            self._begin(event.data.get("evaluations"))
        elif self._bar is not None and self._task is not None and event.kind != "end":
            if event.kind == "note":
                self._bar.console.print(told(event), markup=False)
            if event.kind == "generation":
                self._best = told(event)
            self._bar.update(
                self._task, completed=event.data.get("evaluations"), description=self._best
            )
            self._bar.refresh()
        else:
            self._finish(event)

    def _begin(self, total: int | None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TimeRemainingColumn(),
        )
        console = Console(file=self._out)
        self._bar = Progress(*columns, console=console, auto_refresh=False, transient=True)
        self._task = self._bar.add_task("", total=total)
        self._bar.start()

    def _finish(self, event: Event) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
        self._out.write(f"optimize: {told(event)}\n")
        self._out.flush()


def told(event: Event) -> str:
    """Return an event as a line."""
    data = event.data
    if event.kind in {"plan", "note", "end"}:
        return str(data["text"])
    best = "none" if data.get("best") is None else f"{data['best']:.6g}"
    spent = f", ${data['usd']:.4f}" if data.get("usd") else ""
    return f"{data['evaluations']} evaluations, {data['candidates']} candidates, best {best}{spent}"
