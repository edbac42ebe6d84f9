"""Garbage is not collected while our own modules load: that would be a fifth of a start.

Measured by `benchmarks/bench_starting.py`.
"""

from __future__ import annotations

import gc

_state = {"paused": False}


def pause_collecting() -> None:
    """Collect nothing until `resume_collecting`, if this process collects."""
    _state["paused"] = gc.isenabled()
    gc.disable()


def resume_collecting() -> None:
    """Collect again, if it was us who paused it."""
    if _state["paused"]:
        gc.enable()
