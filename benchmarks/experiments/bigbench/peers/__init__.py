"""The arms of other packages, each imported only where it runs: they live in environments of their own."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING

from bigbench.tasks import lesson

if TYPE_CHECKING:
    from harness import Run


def imported(name: str) -> ModuleType:
    """Return the module of a peer here; what of it asks the network for prices of models does not."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    return importlib.import_module(f"{__name__}.{name}")


def late(name: str) -> Callable[[Run], None]:
    """Return the arm that the module of this name has."""
    return lambda run: imported(name).learn(run, lesson(run))
