"""Hypothesis beside a recorded test: its usual deadline is for tests at full speed."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

_USUAL = timedelta(milliseconds=200)
_SETTINGS = "_hypothesis_internal_use_settings"
"""Where `given` keeps the settings that a test was decorated with, or the default of that time."""


def lift_deadlines(items: Iterable[pytest.Item]) -> None:
    """Turn off Hypothesis' usual deadline and its check for slow data; deadlines that users set stay."""
    hypothesis = sys.modules.get("hypothesis")
    if hypothesis is None:
        return
    for item in items:
        test = getattr(item, "obj", None)
        test = getattr(test, "__func__", test)
        settings = getattr(test, _SETTINGS, None)
        if settings is not None and settings.deadline == _USUAL:
            checks = {*settings.suppress_health_check, hypothesis.HealthCheck.too_slow}
            patient = hypothesis.settings(
                settings, deadline=None, suppress_health_check=tuple(checks)
            )
            setattr(test, _SETTINGS, patient)
