"""A recorded session of pytest: instruments, opens a window for each test, explains failures, forgets."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterator
from typing import Any

import pytest
from _pytest.assertion.rewrite import rewrite_asserts

from tracer import importing
from tracer.assertions import follow_pytest, keeps_positions
from tracer.modules import all_modules
from tracer.pytest_plugin import stash
from tracer.pytest_plugin.chosen import named_files, project_files
from tracer.pytest_plugin.deadlines import lift_deadlines
from tracer.pytest_plugin.explaining import Explainer
from tracer.pytest_plugin.late_imports import windows_of_modules
from tracer.recording import Recording
from tracer.sessions import Session


class Why:
    """The plugin of one pytest session.

    It holds the windows whose events later tests may need: those of live fixtures, those of imports.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._own = project_files(str(config.rootpath))
        names = config.known_args_namespace.tracer_source or config.getini("tracer_source")
        start = config.invocation_params.dir
        self._sources = named_files(names, str(start)) if names else self._own
        self._before = _imported_files(self._wanted)
        self._leave = follow_pytest(self._wanted)
        self._finder = importing.install(self._sources)
        self._session = Session(int(config.getini("tracer_max_events")))
        self._explainer = Explainer(self._session, config)
        self._imports: list[Recording] = [self._session.window()]
        self._fixtures: dict[Any, Recording] = {}
        self._modules = 0

    def _wanted(self, path: str) -> bool:
        return self._sources(path) or self._own(path)

    def pytest_report_header(self) -> list[str]:
        """Say that the tests are recorded, and what cannot be."""
        names = self._config.known_args_namespace.tracer_source or self._config.getini(
            "tracer_source"
        )
        lines = [f"why: recording {', '.join(names) if names else 'the code of rootdir'}"]
        if self._before:
            some = ", ".join(self._before[:3]) + (", …" if len(self._before) > 3 else "")
            lines.append(f"why: imported before, so not recorded: {some}")
        if not keeps_positions(rewrite_asserts):
            lines.append(
                f"why: pytest {pytest.__version__} does not tell where the parts of an assertion are, so their"
                " values are not shown: use pytest >= 8.3, or --assert=plain"
            )
        return lines

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """All imports of the collection are one window."""
        self._imports[0]._close()
        self._modules = len(all_modules())
        lift_deadlines(session.items)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[Any]:
        """A test is a window of the session; when it is done, what only it needs is forgotten."""
        window = self._session.window()
        stash.keep(item, window)
        try:
            return (yield)
        finally:
            window._close()
            if len(all_modules()) > self._modules:
                self._modules = len(all_modules())
                self._imports += windows_of_modules(window)
            stash.drop(item)
            del window
            self._session.cut()

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Iterator[Any]:
        """What set up a fixture that outlives the test is kept as long as the fixture."""
        __tracebackhide__ = (
            True  # pytest shows the frames of plugins, where one that is not hidden stands above us
        )
        if fixturedef.scope == "function":
            return (yield)
        window = self._session.window()
        try:
            return (yield)
        finally:
            window._close()
            self._fixtures[fixturedef] = window

    def pytest_fixture_post_finalizer(self, fixturedef: pytest.FixtureDef[Any]) -> None:
        """The fixture is gone."""
        self._fixtures.pop(fixturedef, None)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[Any]
    ) -> Generator[None, Any, Any]:
        """Add the section `why` to the report of a failure."""
        report = yield
        if report.failed and call.excinfo is not None and isinstance(item, pytest.Function):
            self._explainer.add_to(report, item, call.excinfo.value)
        return report

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """Put back what was changed in this process."""
        self._session.close()
        importing.uninstall(self._finder)
        self._leave()
        self._imports.clear()
        self._fixtures.clear()


def _imported_files(wanted: Any) -> list[str]:
    """Return the names of the modules that should be recorded but are imported already."""
    files = {name: getattr(m, "__file__", None) for name, m in list(sys.modules.items())}
    known = {os.path.abspath(m.rewritten.path) for m in all_modules()}
    return sorted(
        name
        for name, path in files.items()
        if isinstance(path, str) and wanted(path) and os.path.abspath(path) not in known
    )
