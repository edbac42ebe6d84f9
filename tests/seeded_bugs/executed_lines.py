"""A pytest plugin that writes which lines ran while each test ran, as the interpreter tells it."""

import json
import os
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

_told: dict[str, list[tuple[str, int]]] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Any:
    """Follow the lines of the test and of the program beside it."""
    folder = str(item.path.parent)
    lines: set[tuple[str, int]] = set()

    def follow(frame: FrameType, event: str, _argument: object) -> Any:
        if os.path.dirname(frame.f_code.co_filename) != folder:
            return None
        if event == "line":
            lines.add((os.path.basename(frame.f_code.co_filename), frame.f_lineno))
        return follow

    before = sys.gettrace()
    sys.settrace(follow)
    try:
        return (yield)
    finally:
        sys.settrace(before)
        _told[item.path.stem.removeprefix("check_")] = sorted(lines)


def pytest_sessionfinish() -> None:
    """Write what was told."""
    Path(os.environ["EXECUTED_LINES"]).write_text(json.dumps(_told), encoding="utf-8")
