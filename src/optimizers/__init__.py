"""Improve a program's parameters from feedback: optimizers that ask language models, budgets, replies."""

from __future__ import annotations

import importlib
import typing

if typing.TYPE_CHECKING:
    from optimizers.accounts import counting
    from optimizers.base import Optimizer
    from optimizers.errors import BudgetExceeded, ModelError
    from optimizers.examples import Example
    from optimizers.ledger import Budget, Ledger
    from optimizers.llm import LLM
    from optimizers.multi import OptoPrimeMulti
    from optimizers.opro import OPRO
    from optimizers.optimizing import optimize
    from optimizers.optoprime import OptoPrime
    from optimizers.progress import Event
    from optimizers.result import Result
    from optimizers.steps import Observation, Step, Suggestion
    from optimizers.textgrad import TextGrad

_HOMES = {
    "LLM": "llm",
    "OPRO": "opro",
    "Budget": "ledger",
    "BudgetExceeded": "errors",
    "Event": "progress",
    "Example": "examples",
    "Ledger": "ledger",
    "ModelError": "errors",
    "Observation": "steps",
    "Optimizer": "base",
    "OptoPrime": "optoprime",
    "OptoPrimeMulti": "multi",
    "Result": "result",
    "Step": "steps",
    "Suggestion": "steps",
    "TextGrad": "textgrad",
    "counting": "accounts",
    "optimize": "optimizing",
}

__all__ = [
    "LLM",
    "OPRO",
    "Budget",
    "BudgetExceeded",
    "Event",
    "Example",
    "Ledger",
    "ModelError",
    "Observation",
    "Optimizer",
    "OptoPrime",
    "OptoPrimeMulti",
    "Result",
    "Step",
    "Suggestion",
    "TextGrad",
    "counting",
    "optimize",
]


def __getattr__(name: str) -> typing.Any:
    """Load what is asked for, so that importing the package stays cheap."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
