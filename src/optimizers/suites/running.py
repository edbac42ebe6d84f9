"""One test as an example: run as pytest runs it, in the process where this is called."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pytest

from optimizers.running.rollouts import Judged, judged, set_all
from optimizers.suites.scores import forget_score, score_of

if TYPE_CHECKING:
    from tracer.trainables.parameter import Parameter

SKIPPED = "Skipped"
"""The kind of a test that did not run."""
PASSED = 1.0
"""The score of a test that passes and records none."""
_LONGEST = 4_000


class Suite:
    """The tests of a session by their ids, and what of the code under test may change.

    A test that loops until something ends it is recorded up to `max_events`: more would take longer than it to look at.
    """

    max_events = 100_000

    def __init__(self, session: pytest.Session, parameters: Sequence[Parameter] = ()) -> None:
        self.items: Mapping[str, pytest.Item] = {item.nodeid: item for item in session.items}
        self.parameters = parameters
        self._session = session
        self._config = session.config
        self._watch: _Watch | None = None

    def use(self, values: Mapping[Parameter, Any]) -> None:
        """Use these values from now on in this process."""
        set_all(values)

    def judge(self, example: str) -> Judged:
        """Run a test, with its fixtures and the user's plugins. A failing one has the score 0."""
        watch = self._watching()
        item = self.items[example]
        forget_score(item)
        watch.begin()
        self._session.shouldfail = self._session.shouldstop = False
        try:
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001  # pytest.exit, or a fault of a plugin
            return Judged(None, f"{type(error).__name__}: {error}", type(error).__name__, error)
        return _judged(item, watch)

    def _watching(self) -> _Watch:
        """In a worker: capture anew, for the file of the main process is shared; and watch the reports."""
        if self._watch is None:
            self._watch = _Watch()
            self._config.pluginmanager.register(self._watch)
            _capture_anew(self._config.pluginmanager.getplugin("capturemanager"))
            folder: Any = getattr(self._config, "_tmp_path_factory", None)
            if folder is not None:
                folder._basetemp = folder._given_basetemp = None
        return self._watch


def _capture_anew(manager: Any) -> None:
    """Capture into files of this process: those that were inherited have one position for all."""
    if manager is None or not manager.is_globally_capturing():
        return
    ours = [os.dup(1), os.dup(2)]
    with contextlib.suppress(OSError, ValueError):
        manager.stop_global_capturing()
    for number, saved in enumerate(
        ours, 1
    ):  # the end of the capture has put back the main process's
        os.dup2(saved, number)
        os.close(saved)
    manager.start_global_capturing()
    manager.suspend_global_capture()


class _Watch:
    """A plugin that keeps what is reported of one test."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Forget the test before."""
        self.reports: list[pytest.TestReport] = []
        self.error: BaseException | None = None

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, call: pytest.CallInfo[Any]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Keep the exception that a phase ended with."""
        report = yield
        if report.failed and call.excinfo is not None and self.error is None:
            self.error = call.excinfo.value
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the report."""
        self.reports.append(report)


def _judged(item: pytest.Item, watch: _Watch) -> Judged:
    failed = [r for r in watch.reports if r.failed]
    if failed:
        error = watch.error
        kind = "Failed" if error is None else type(error).__name__
        scored = "score" in getattr(item, "fixturenames", ())
        return Judged(None if scored else 0.0, _told(failed[0]), kind, error)
    if not watch.reports:
        return Judged(None, "pytest ran nothing", "Failed")
    if any(r.skipped for r in watch.reports):
        return Judged(None, "", SKIPPED)
    score = score_of(item)
    return Judged(PASSED) if score is None else judged(score)


def _told(report: pytest.TestReport) -> str:
    """Return the explanation of a failure: pytest's lines that begin with `E`, else its end."""
    text = report.longreprtext
    lines = [line.removeprefix("E").strip() for line in text.splitlines() if line.startswith("E ")]
    told = "\n".join(lines) if lines else text
    return told[-_LONGEST:]
