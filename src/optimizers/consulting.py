"""The language model that engines of an optimization may ask, and what that may cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from optimizers.base import OBJECTIVE
from optimizers.engines.asking import SHOWN
from optimizers.engines.engine import Model
from optimizers.errors import ModelError
from optimizers.llm.client import LLM, as_llm
from optimizers.llm.endpoints import find
from tracer.trainables.parameter import Parameter

if TYPE_CHECKING:
    from optimizers.session import Setup

Asked: TypeAlias = LLM | str | Callable[..., Any] | None
"""A model: an LLM, a name, or a function from messages to text."""

_ONLY_ASKING = frozenset({"optoprime", "opro", "textgrad"})
_ASKING = _ONLY_ASKING | {"portfolio"}
_PROMPT, _REPLY = 8_000, 1_000
"""Tokens that a question has at most, and a reply about."""


def asked_by(engine: str, llm: Asked) -> Asked:
    """Return what was given; for an engine that can only ask, and none given, the model that the settings name.

    Raises ModelError where none is named.
    """
    if llm is not None or engine not in _ONLY_ASKING:
        return llm
    try:
        find()
    except ModelError as error:
        raise ModelError(
            f"engine {engine!r} asks a language model: pass llm=… (--llm NAME); {error}"
        ) from error
    return LLM()


def model_of(llm: Asked, trained: Sequence[Parameter], objective: str = OBJECTIVE) -> Model | None:
    """Return what engines may ask; None where no model was given."""
    return None if llm is None else Model(as_llm(llm), trained, objective)


def questions(setup: Setup) -> str:
    """Say before anything is spent how often a model is asked at most, and for how much."""
    model, engines = setup.model, setup.choice.engines
    if model is None or not _ASKING & set(engines):
        return "no model is asked"
    evaluations = setup.budget.evaluations
    if evaluations is None:
        return f"{model.llm.name} is asked as long as the budget lasts"
    rounds = evaluations // (len(setup.train) + min(SHOWN, len(setup.train)))
    rounds *= len(setup.parameters) if "textgrad" in engines else 1
    price = model.llm.price(_PROMPT, _REPLY)
    cost = "of unknown price" if price is None else f"for at most about ${price * rounds:.2f}"
    return f"{model.llm.name} is asked at most {rounds} times, {cost}"
