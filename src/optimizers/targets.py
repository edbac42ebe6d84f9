"""From what `backward` is given to the slice of a recording."""

from __future__ import annotations

from typing import Any

from optimizers.steps import Observation
from tracer.feedback import Feedback
from tracer.recent import holding
from tracer.recording import Recording


def observation(target: Any, feedback: Feedback | str | float | None) -> Observation:
    """Return the slice that feedback is about.

    `target`: a recording, whose output or error is meant; or a value or exception that traced code gave: of the innermost
    open recording of this context, else the latest closed one, that holds it. Raises CriterionNotFound if none does.
    """
    said = _feedback(target, feedback)
    if isinstance(target, Recording):
        return Observation(target.slice(), said)
    return Observation(holding(target).slice(target), said)


def _feedback(target: Any, feedback: object) -> Feedback:
    if isinstance(feedback, Feedback):
        return feedback
    if isinstance(feedback, (int, float)):
        return Feedback(float(feedback))
    if not isinstance(feedback, (str, type(None))):
        raise TypeError(f"feedback is a text, a score or a Feedback, not {type(feedback).__name__}")
    error = target.error if isinstance(target, Recording) else target
    if feedback is None and isinstance(error, BaseException):
        return Feedback(text=f"{type(error).__name__}: {error}")
    return Feedback(text=feedback or "")
