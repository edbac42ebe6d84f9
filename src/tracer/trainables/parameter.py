"""A parameter: a trainable span of source, its value in this process, and what may be put in its place."""

from __future__ import annotations

from typing import Any

from tracer.trainables.setting import reset_value, set_value
from tracer.trainables.state import ParameterState, Rebound


class Parameter(ParameterState):
    """A trainable span of source. There is one object for each id in a process; `parameters` gives it.

    `value` is that of this context's overlay, else what was set, else the source's. `history`: what was set so far.
    `forbidden_imports`, `max_characters`: what new code may not import, and how long it may be.
    """

    def set(self, new: Any) -> Rebound:
        """Use another value from now on in this process; return which places were rebound and which are stale.

        Raises InvalidUpdate, with nothing changed, for a value the parameter may not have.
        """
        return set_value(self, new)

    def reset(self) -> Rebound:
        """Go back to the source, as last applied."""
        return reset_value(self)

    def score(self, score: float) -> None:
        """Note the score of the value that was last set."""
        if self.history:
            self.history[-1] = self.history[-1]._replace(score=score)
