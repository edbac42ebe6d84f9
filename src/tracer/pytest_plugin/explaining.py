"""The section `why` of a failing test's report."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING, Any

from tracer.errors import CriterionNotFound, TracerError
from tracer.sessions import Session

if TYPE_CHECKING:
    import pytest

TITLE = "why"


class Explainer:
    """Adds to reports where the values of the failing line came from."""

    def __init__(self, session: Session, config: pytest.Config) -> None:
        self._session = session
        self._root = str(config.rootpath)
        lines = config.known_args_namespace.tracer_lines
        self._lines = int(config.getini("tracer_lines")) if lines is None else lines

    def add_to(self, report: Any, item: pytest.Item, error: BaseException) -> None:
        """Add the section to a report, whose other text stays as it was."""
        text = "\n".join(self._text(error, item.nodeid))
        add = getattr(report.longrepr, "addsection", None)
        if add is not None:
            add(TITLE, text)
        else:  # a failure that pytest shows as bare text has no sections of its own
            report.sections.append((TITLE, text))

    def _text(self, error: BaseException, test: str) -> list[str]:
        from tracer.pytest_plugin.failing import failure_graph
        from tracer.pytest_plugin.telling import Telling

        most = self._lines and self._lines - 1
        try:
            graph = failure_graph(self._session.so_far(), error)
            lines, more = Telling(graph, self._root).text(most)
        except CriterionNotFound:
            lines, more = ["not known: no recorded line raised this"], 0
        except TracerError as reason:
            lines, more = [f"not known: {reason}"], 0
        except Exception as bug:  # noqa: BLE001  # a fault of ours is told, and fails nobody's test
            lines, more = [f"not known, by a fault of the tracer: {bug!r}{_place(bug)}"], 0
        if self._session.tape.stopped is not None:
            lines.insert(0, f"incomplete, recording ended early: {self._session.tape.stopped}")
        if more:
            lines.insert(
                0, f"({more} more lines: pytest --why --tracer-lines=0 {shlex.quote(test)})"
            )
        return lines


def _place(bug: BaseException) -> str:
    traceback = bug.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    if traceback is None:
        return ""
    name = os.path.basename(traceback.tb_frame.f_code.co_filename)
    return f" ({name}:{traceback.tb_lineno})"
