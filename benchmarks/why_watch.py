"""A plugin of pytest: what each test came to, and the CPU time of the tests alone, as JSON in `WHY_WATCH`.

Once the tests begin nothing is imported for the first time, and nothing else is counted: the collection and
what our plugin does at the end of a session are not part of the test part.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

_seen: dict[str, Any] = {"outcomes": {}, "seconds": 0.0, "items": 0}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol() -> Any:
    """Count the CPU seconds of one test, with its fixtures and its report."""
    begin = time.process_time()
    try:
        return (yield)
    finally:
        _seen["seconds"] += time.process_time() - begin


@pytest.hookimpl(trylast=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep what the phases of a test came to."""
    if report.when == "call" or report.outcome != "passed":
        outcome = f"{report.when} {'x' * hasattr(report, 'wasxfail')}{report.outcome}"
        _seen["outcomes"].setdefault(report.nodeid, []).append(outcome)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Count what is on the tape, as evidence that tests were recorded."""
    plugin: Any = item.config.pluginmanager.get_plugin("tracer-why")
    _seen["items"] += len(plugin._session.tape.items) if plugin is not None else 0


def pytest_unconfigure() -> None:
    """Write it down."""
    Path(os.environ["WHY_WATCH"]).write_text(json.dumps(_seen), encoding="utf-8")
