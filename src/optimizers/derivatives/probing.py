"""Derivatives of a rollout's score, as the engine `gradient` gets them from a worker."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from optimizers.derivatives import derivatives
from tracer.errors import TracerError
from tracer.feedback import Feedback
from tracer.recording import Recording
from tracer.trainables.parameter import Parameter

PROBE = "optimizers.derivatives.probing:probe"
"""The name by which workers find `probe`."""


def probe(run: Recording, score: Any, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """Return `by`: the finite derivatives of a rollout's score by parameter id; `stops`: what is missing, and why."""
    value = score.score if isinstance(score, Feedback) else score
    if isinstance(value, (bool, int)):
        return {"by": {}, "stops": [f"the score {value!r} is no float: it has no derivative"]}
    if not isinstance(value, float):
        return {"by": {}, "stops": []}
    try:
        found = derivatives(value, [p for p in parameters if p.kind == "number"], run=run)
    except TracerError as error:
        return {"by": {}, "stops": [str(error)]}
    by = {p.id: d for p, d in found.by.items() if math.isfinite(d)}
    return {"by": by, "stops": [str(stop) for stop in found.stops]}
