"""The plugin behind `pytest --optimize`: instruments what is imported, and optimizes in place of running the tests."""

from __future__ import annotations

from typing import Any

import pytest

from optimizers.choosing import require_engine
from optimizers.suites.options import Options
from tracer import importing
from tracer.assertions import follow_pytest
from tracer.errors import TracerError
from tracer.pytest_plugin.chosen import named_files, project_files
from tracer.pytest_plugin.deadlines import lift_deadlines


class Optimizing:
    """Of one pytest session."""

    def __init__(self, config: pytest.Config) -> None:
        self._options = Options.of(config)
        own = project_files(str(config.rootpath))
        names = config.known_args_namespace.tracer_source or config.getini("tracer_source")
        self._sources = named_files(names, str(config.invocation_params.dir)) if names else own
        self._leave = follow_pytest(lambda path: self._sources(path) or own(path))
        self._finder = importing.install(self._sources)
        self._outcome: Any = None

    def pytest_configure(self) -> None:
        """Refuse an engine that there is not, or not without a model: conftests, which may bring their own, are loaded by now."""
        from optimizers.consulting import asked_by

        try:
            require_engine(self._options.engine)
            asked_by(self._options.engine, self._options.llm)
        except TracerError as error:
            raise pytest.UsageError(f"--optimize: {error}") from error

    def pytest_report_header(self) -> list[str]:
        """Say what will be done."""
        return [f"optimize: {self._options.engine}; the tests are run in workers of our own"]

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Recorded tests take longer."""
        lift_deadlines(session.items)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Optimize, then report the tests as they end with the files as they are left."""
        if session.testsfailed or session.config.option.collectonly or not session.items:
            return None  # pytest says what is wrong, or that there is nothing
        from optimizers.suites.optimizing import optimize_suite

        self._outcome = optimize_suite(session, self._options, self._sources)
        for report in self._outcome.reports():
            session.config.hook.pytest_runtest_logreport(report=report)
        return True

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Show the table, the diff and the cost."""
        if self._outcome is None:
            return
        terminalreporter.section("optimize")
        for line in self._outcome.lines():
            terminalreporter.write_line(line)

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """Put back what was changed in this process."""
        importing.uninstall(self._finder)
        self._leave()
