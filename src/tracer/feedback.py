"""What a run was worth."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Feedback:
    """A judgement of one run: a score (larger is better), a text, or both."""

    score: float | None = None
    text: str = ""

    def __str__(self) -> str:
        if self.score is None:
            return self.text
        return f"score {self.score:g}" + (f": {self.text}" if self.text else "")
