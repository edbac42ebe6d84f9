"""The pytest plugin: `pytest --why` records the tests, and a failing one shows where its values came from.

Unless asked it does nothing, and loads nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tracer.pytest_plugin.why import Why
    from tracer.recording import Recording

NAME = "tracer-why"
"""The name of the plugin that does the work, registered where it is asked for."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options and their ini forms."""
    group = parser.getgroup("tracer", "why tests fail (tracer)")
    group.addoption(
        "--why",
        action="store_true",
        default=None,
        dest="tracer_why",
        help="record the tests; a failing one shows where the values of its failing line came from",
    )
    group.addoption(
        "--no-why", action="store_false", dest="tracer_why", help="do not, whatever the ini says"
    )
    group.addoption(
        "--tracer-source",
        action="append",
        metavar="PATH|PACKAGE",
        dest="tracer_source",
        help="what is recorded beside the tests (repeatable); default: the rootdir's own code",
    )
    group.addoption(
        "--tracer-lines",
        type=int,
        metavar="N",
        dest="tracer_lines",
        help="how many lines a failing test shows at most; 0: all (default: 40)",
    )
    parser.addini("tracer_why", "as --why", type="bool", default=False)
    parser.addini("tracer_source", "as --tracer-source", type="args", default=[])
    parser.addini("tracer_lines", "as --tracer-lines", default="40")
    parser.addini("tracer_max_events", "recording a test stops after so many", default="1_000_000")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Begin before the conftests are loaded: what is imported before is not recorded."""
    if _asked(early_config) and not _only_distributes(early_config):
        from tracer.pytest_plugin.why import Why

        early_config.pluginmanager.register(Why(early_config), NAME)


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line(
        "markers",
        "trace: record this test and the traced functions it calls, also without --why",
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Record a marked test by itself where the session is not recorded."""
    if item.get_closest_marker("trace") is None or _why(item.config) is not None:
        return (yield)
    from tracer.pytest_plugin.marked import recorded

    with recorded(item):
        return (yield)


@pytest.fixture
def recording(request: pytest.FixtureRequest) -> Iterator[Recording]:
    """The recording of this test: from its setup on with `--why` or the marker `trace`, else from here on."""
    from tracer.pytest_plugin.stash import recording_of
    from tracer.recording import record

    known = recording_of(request.node)
    if known is not None:
        yield known
        return
    with record() as run:
        yield run


def _asked(config: pytest.Config) -> bool:
    chosen: bool | None = config.known_args_namespace.tracer_why
    return bool(config.getini("tracer_why")) if chosen is None else chosen


def _only_distributes(config: pytest.Config) -> bool:
    """Does this process leave the tests to workers of xdist?"""
    known: Any = config.known_args_namespace
    if "PYTEST_XDIST_WORKER" in os.environ:
        return False
    return bool(getattr(known, "numprocesses", None) or getattr(known, "tx", None))


def _why(config: pytest.Config) -> Why | None:
    plugin: Why | None = config.pluginmanager.get_plugin(NAME)
    return plugin
