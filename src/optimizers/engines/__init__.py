"""Engines by name: each is a module with a function `make(task) -> Engine`."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from optimizers.engines.engine import Engine, Task
from tracer.errors import TracerError

Make = Callable[[Task], Engine]

HOMES = {
    "gradient": "optimizers.engines.gradient",
    "opro": "optimizers.engines.asking_opro",
    "optoprime": "optimizers.engines.asking_optoprime",
    "portfolio": "optimizers.engines.portfolio",
    "repair": "optimizers.engines.repair",
    "search": "optimizers.engines.search",
    "sgd": "optimizers.engines.sgd",
    "textgrad": "optimizers.engines.asking_textgrad",
}
"""By name, the module of an engine, which is imported when it is asked for."""

_RECORDS = frozenset({"gradient", "sgd"})


def maker(name: str) -> Make:
    """Return what makes the engine of that name. Raises TracerError where there is none."""
    if name not in HOMES:
        raise TracerError(f"there is no engine {name!r}; there are {', '.join(sorted(HOMES))}")
    make: Make = importlib.import_module(HOMES[name]).make
    return make


def first_probe(name: str) -> str | None:
    """Return the probe with which an engine wants the program as it is to be run; None where it wants no recording."""
    if name not in _RECORDS:
        return None
    from optimizers.derivatives.probing import PROBE

    return PROBE
