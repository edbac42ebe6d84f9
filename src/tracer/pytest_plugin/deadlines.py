"""Hypothesis beside a recorded test: its usual deadline is for tests at full speed."""

from __future__ import annotations

import sys
from datetime import timedelta

_USUAL = timedelta(milliseconds=200)


def lift_deadline() -> None:
    """Turn off Hypothesis' usual deadline and its check for slow data; one that the user has set stays."""
    hypothesis = sys.modules.get("hypothesis")
    if hypothesis is None:
        return
    now = hypothesis.settings.default
    if now is None or now.deadline != _USUAL:
        return
    checks = {*now.suppress_health_check, hypothesis.HealthCheck.too_slow}
    hypothesis.settings.register_profile(
        "tracer-why", now, deadline=None, suppress_health_check=tuple(checks)
    )
    hypothesis.settings.load_profile("tracer-why")
