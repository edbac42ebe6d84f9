"""OPRO: values and their scores, sorted, and the question for better ones (arXiv 2309.03409, section 3)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from optimizers import prompting
from optimizers.base import Optimizer
from optimizers.optoprime import past
from optimizers.prompting import Section
from optimizers.steps import Observation, Round, Suggestion
from tracer.views.tokens import count_tokens

_SYSTEM = """\
You look for values of variables that score higher. You see values that were tried, with their scores, worst first. \
Suggest values that differ from all of them and score higher."""


class OPRO(Optimizer):
    """Asks with the history of values and scores alone; the program itself is not shown.

    `best`: how many scored rounds a prompt shows, those with the highest scores, in ascending order. `buckets`: into how
    many whole numbers scores from `low` to `high` are rounded, as models read these better. Rounds without a score come
    after them, unsorted.
    """

    def __init__(  # all but the first are keywords
        self,
        trained: Any,
        *,
        best: int = 20,
        buckets: int = 100,
        low: float = 0.0,
        high: float = 1.0,
        temperature: float | None = None,
        **options: Any,
    ) -> None:
        super().__init__(trained, **options)
        if not (best > 0 and buckets > 0 and low < high):
            raise ValueError("OPRO needs best > 0, buckets > 0 and low < high")
        self.best, self.buckets, self.low, self.high = best, buckets, low, high
        self.temperature = temperature

    def suggest(self, observations: Sequence[Observation]) -> Suggestion:
        """Ask once, with the history and the round just made."""
        sampling = {} if self.temperature is None else {"temperature": self.temperature}
        return self.ask(self.messages(observations), **sampling)

    def messages(self, observations: Sequence[Observation]) -> list[dict[str, str]]:
        """Return the question; at most `max_tokens` tokens."""
        scores = [o.feedback.score for o in observations if o.feedback.score is not None]
        now = Round(
            self._current(),
            "\n".join(str(o.feedback) for o in observations),
            sum(scores) / len(scores) if scores else None,
        )
        system = f"{_SYSTEM}\n\n{self.answer_form}"
        sections = [
            Section("Instruction", self.objective),
            Section("Variables", prompting.variables(self.parameters)),
            Section("Tried so far", fit=partial(self._tried, [*self.rounds, now])),
        ]
        budget = self.prompt_tokens - count_tokens(system)
        text = prompting.compose(sections, budget)
        return [{"role": "system", "content": system}, {"role": "user", "content": text}]

    def _tried(self, rounds: Sequence[Round], tokens: int) -> str:
        """Write the best rounds that fit, worst first, then the latest without a score."""
        scored = sorted(
            (r for r in rounds if r.score is not None), key=lambda r: r.score or 0.0, reverse=True
        )
        unscored = [r for r in rounds if r.score is None][-(self.memory or 1) :]
        shown: list[str] = []
        for text in [
            *(past(r) for r in reversed(unscored)),
            *(self._scored(r) for r in scored[: self.best]),
        ]:
            tokens -= count_tokens(text) + 1
            if tokens < 0:
                break
            shown.append(text)
        return "\n\n".join(reversed(shown))

    def _scored(self, attempt: Round) -> str:
        assert attempt.score is not None
        share = (attempt.score - self.low) / (self.high - self.low)
        score = round(min(max(share, 0.0), 1.0) * self.buckets)
        values = "\n".join(f"{name} = {value!r}" for name, value in attempt.values.items())
        return f"{values}\nscore: {score} of {self.buckets}"
