"""The pytest plugin: `pytest --why` records the tests, and a failing one shows where its values came from.

Unless asked it does nothing, and loads nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from optimizers.suites.scores import Score
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
    _add_optimize(parser)
    parser.addini("tracer_why", "as --why", type="bool", default=False)
    parser.addini("tracer_source", "as --tracer-source", type="args", default=[])
    parser.addini("tracer_lines", "as --tracer-lines", default="40")
    parser.addini("tracer_max_events", "recording a test stops after so many", default="1_000_000")


def _add_optimize(parser: pytest.Parser) -> None:
    """Add the options of `--optimize`; what they mean is read where they are given."""
    group = parser.getgroup("tracer")

    def add(flag: str, text: str, **kind: Any) -> None:
        group.addoption(flag, dest=f"tracer_{flag[2:].replace('-', '_')}", help=text, **kind)

    add(
        "--optimize",
        "change what is trainable until the tests pass; the result is a diff (ENGINE: auto, repair, search, …)",
        nargs="?",
        const="auto",
        metavar="ENGINE",
    )
    add(
        "--optimize-any",
        "the same; what failing tests depend on may change, marked or not",
        action="store_true",
    )
    add("--optimize-apply", "the same, and write the change", action="store_true")
    add("--optimize-llm", "a model that engines may ask", metavar="NAME")
    add("--optimize-workers", "how many tests run at once (default: cores)", type=int, metavar="N")
    add("--optimize-evaluations", "tests run at most (5000)", type=int, metavar="N", default=5000)
    add("--optimize-seconds", "how long it may take", type=float, metavar="S")
    add(
        "--optimize-time-limit",
        "how long one test may take (60)",
        type=float,
        metavar="S",
        default=60.0,
    )
    add("--optimize-seed", "of what is drawn (0)", type=int, metavar="N", default=0)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Begin before the conftests are loaded: what is imported before is not recorded."""
    if _is_to_optimize(early_config):
        from optimizers.suites.plugin import Optimizing

        early_config.pluginmanager.register(Optimizing(early_config), "tracer-optimize")
    elif _asked(early_config) and not _only_distributes(early_config):
        from tracer.pytest_plugin.why import Why

        early_config.pluginmanager.register(Why(early_config), NAME)


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", "holdout: a test that no engine of --optimize sees")
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


@pytest.fixture
def score(request: pytest.FixtureRequest) -> Score:
    """Called with a number, the score of this test for `--optimize`: larger is better."""
    from optimizers.suites.scores import Score

    return Score(request.node)


def _is_to_optimize(config: pytest.Config) -> bool:
    known: Any = config.known_args_namespace
    return bool(known.tracer_optimize or known.tracer_optimize_any or known.tracer_optimize_apply)


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
