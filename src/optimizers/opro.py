"""OPRO: values and their scores, sorted, and the question for better ones (arXiv 2309.03409, section 3)."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from optimizers import prompting
from optimizers.base import Optimizer
from optimizers.conversion import convert
from optimizers.errors import BudgetExceeded, ModelError
from optimizers.optoprime import past
from optimizers.prompting import Section
from optimizers.steps import Observation, Round, Suggestion
from tracer.errors import InvalidUpdate
from tracer.trainables.overlays import overlay
from tracer.trainables.parameter import Parameter
from tracer.views.tokens import count_tokens

_SYSTEM = """\
You look for values of variables that score higher. You see values that were tried, with their scores, worst first. \
Suggest values that differ from all of them and score higher."""


Scorer = Callable[[Suggestion], float]


class OPRO(Optimizer):
    """Asks with the history of values and scores alone; the program itself is not shown.

    `best`: how many scored rounds a prompt shows, those with the highest scores, in ascending order. `buckets`: into how
    many whole numbers scores from `low` to `high` are rounded, as models read these better. Rounds without a score come
    after them, unsorted. `exemplars`: texts that show what the values are for, of which each prompt shows `shown`, drawn
    with `seed`. `scorer`: scores a candidate whose values are in place while it runs; with one a step asks for
    `candidates`, drops those that were tried before, notes the others with their scores and adopts the best.
    """

    def __init__(  # noqa: PLR0913  # all but the first are keywords
        self,
        trained: Any,
        *,
        best: int = 20,
        buckets: int = 100,
        low: float = 0.0,
        high: float = 1.0,
        temperature: float | None = None,
        candidates: int = 8,
        scorer: Scorer | None = None,
        exemplars: Sequence[str] = (),
        shown: int = 3,
        seed: int = 0,
        **options: Any,
    ) -> None:
        super().__init__(trained, **options)
        if not (best > 0 and buckets > 0 and candidates > 0 and low < high):
            raise ValueError("OPRO needs best > 0, buckets > 0, candidates > 0 and low < high")
        self.best, self.buckets, self.low, self.high = best, buckets, low, high
        self.temperature = temperature
        self.candidates, self.scorer = candidates, scorer
        self._exemplars, self._shown = tuple(exemplars), shown
        self._chance = random.Random(seed)  # noqa: S311  # no secret depends on it

    def suggest(self, observations: Sequence[Observation]) -> Suggestion:
        """Ask with the history and the round just made: once, or for candidates that are scored."""
        messages = self.messages(observations)
        if self.scorer is None:
            sampling = {} if self.temperature is None else {"temperature": self.temperature}
            return self.ask(messages, **sampling)
        return self._best(messages, self.scorer)

    def _best(self, messages: Sequence[dict[str, str]], scorer: Scorer) -> Suggestion:
        temperature = 1.0 if self.temperature is None else self.temperature
        scored: list[tuple[float, Suggestion]] = []
        problem: str | None = None
        for number in range(self.candidates):
            try:
                suggestion = self.ask(messages, temperature=temperature, sample=number)
                if suggestion.problem is not None:
                    problem = suggestion.problem
                    continue
                scored.append((self._score(suggestion, scorer), suggestion))
            except (BudgetExceeded, ModelError) as error:
                problem = str(error)
                break
            except (ValueError, InvalidUpdate) as error:
                problem = str(error)
        if not scored:
            return Suggestion(problem=problem)
        return max(scored, key=lambda pair: pair[0])[1]

    def _score(self, suggestion: Suggestion, scorer: Scorer) -> float:
        """Score a candidate, and note it. Raises ValueError or InvalidUpdate for one that cannot be, or was tried."""
        names, whole, values = self.names, self.current(), dict[Parameter | str, Any]()
        for name, suggested in suggestion.values.items():
            parameter = self._named(name)
            values[parameter] = whole[names[parameter.id]] = convert(parameter, suggested)
        if any(dict(r.values) == whole for r in self.rounds) or whole == self.current():
            raise ValueError("only values that were tried before are suggested")
        with overlay(values):
            score = scorer(suggestion)
        self.rounds.append(Round(whole, "", score))
        return score

    def messages(self, observations: Sequence[Observation]) -> list[dict[str, str]]:
        """Return the question; at most `max_tokens` tokens."""
        scores = [o.feedback.score for o in observations if o.feedback.score is not None]
        now = Round(
            self.current(),
            "\n".join(str(o.feedback) for o in observations),
            sum(scores) / len(scores) if scores else None,
        )
        system = f"{_SYSTEM}\n\n{self.answer_form}"
        sections = [
            Section("Instruction", self.objective),
            Section("Variables", prompting.variables(self.parameters, self.names)),
            Section("Examples of what they are for", "\n\n".join(self._drawn())),
            Section("Tried so far", fit=partial(self._tried, [*self.rounds, now])),
        ]
        budget = self.prompt_tokens - count_tokens(system)
        text = prompting.compose(sections, budget, self.max_tokens)
        return [{"role": "system", "content": system}, {"role": "user", "content": text}]

    def _drawn(self) -> list[str]:
        return self._chance.sample(self._exemplars, min(self._shown, len(self._exemplars)))

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
