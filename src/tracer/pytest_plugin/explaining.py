"""The section `why` of a failing test's report."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tracer.errors import TracerError
from tracer.pytest_plugin.telling import told
from tracer.sessions import Session

TITLE = "why"


class Explainer:
    """Adds to reports where the values of the failing line came from."""

    def __init__(self, session: Session, config: pytest.Config) -> None:
        self._session = session
        self._root = str(config.rootpath)
        lines = config.known_args_namespace.tracer_lines
        self._lines = int(config.getini("tracer_lines")) if lines is None else lines

    def add_to(self, report: Any, item: pytest.Item, error: BaseException) -> None:
        """Add the section to a report; a long exception's text stays as it was above it."""
        text = "\n".join(self._limited(self._text(error), item))
        add = getattr(report.longrepr, "addsection", None)
        if add is not None:
            add(TITLE, text)
        else:  # a failure that pytest shows as bare text has no sections of its own
            report.sections.append((TITLE, text))

    def _text(self, error: BaseException) -> list[str]:
        run = self._session.so_far()
        try:
            lines = told(run.slice(error).graph, self._root)
        except TracerError as reason:
            lines = [f"not known: {reason}"]
        except Exception as bug:  # noqa: BLE001  # a fault of ours is told, and fails nobody's test
            lines = [f"not known, by a fault of the tracer: {type(bug).__name__}: {bug}{_place(bug)}"]
        if self._session.tape.stopped is not None:
            lines.insert(0, f"incomplete: recording ended early, {self._session.tape.stopped}")
        return lines

    def _limited(self, lines: list[str], item: pytest.Item) -> list[str]:
        """Keep the last lines; say how many are left out and which command shows them."""
        if not 0 < self._lines < len(lines):
            return lines
        left = len(lines) - self._lines + 1
        command = f"python -m pytest --why --tracer-lines=0 {item.nodeid!r}"
        return [f"({left} more lines: {command})", *lines[left:]]


def _place(bug: BaseException) -> str:
    traceback = bug.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    if traceback is None:
        return ""
    name = os.path.basename(traceback.tb_frame.f_code.co_filename)
    return f" ({name}:{traceback.tb_lineno})"
