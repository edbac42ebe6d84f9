"""Several candidates for one step: other temperatures, other models; the best by a scorer, or as a model chooses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from optimizers import prompting
from optimizers.errors import BudgetExceeded, ModelError
from optimizers.llm.client import as_llm
from optimizers.optoprime import OptoPrime
from optimizers.prompting import Section
from optimizers.steps import Observation, Suggestion

Scorer = Callable[[Suggestion], float]


class OptoPrimeMulti(OptoPrime):
    """OptoPrime with several candidates, of which one is adopted.

    `candidates`: how many. `temperatures`: from the lowest to the highest, spread over them. `models`: asked by turns
    (default: `llm`). `scorer`: from a suggestion to a number, the largest wins; without one the model is shown all and
    asked for one answer made of them.
    """

    def __init__(  # all but the first are keywords
        self,
        trained: Any,
        *,
        candidates: int = 3,
        temperatures: tuple[float, float] = (0.0, 1.0),
        models: Sequence[Any] = (),
        scorer: Scorer | None = None,
        **options: Any,
    ) -> None:
        super().__init__(trained, **options)
        if candidates < 1:
            raise ValueError(f"candidates is at least 1, not {candidates}")
        self.candidates, self.temperatures, self.scorer = candidates, temperatures, scorer
        self._models = [as_llm(m) for m in models] or [self.llm]

    def suggest(self, observations: Sequence[Observation]) -> Suggestion:
        """Ask for the candidates, and choose."""
        messages = self.messages(observations)
        found: list[Suggestion] = []
        problem: str | None = None
        for number in range(self.candidates):
            try:
                suggestion = self._candidate(messages, number)
            except (BudgetExceeded, ModelError) as error:
                problem = str(error)
                break
            if suggestion.problem is None:
                found.append(suggestion)
            else:
                problem = suggestion.problem
        if not found:
            return Suggestion(problem=problem)
        if len(found) == 1:
            return found[0]
        if self.scorer is not None:
            return max(found, key=self.scorer)
        return self._chosen(observations, found)

    def _candidate(self, messages: Sequence[dict[str, str]], number: int) -> Suggestion:
        low, high = self.temperatures
        share = number / max(self.candidates - 1, 1)
        own, self.llm = self.llm, self._models[number % len(self._models)]
        try:
            return self.ask(messages, temperature=low + share * (high - low), sample=number)
        finally:
            self.llm = own

    def _chosen(
        self, observations: Sequence[Observation], found: Sequence[Suggestion]
    ) -> Suggestion:
        """Show all candidates; if the choice cannot be had, the first one stands."""
        shown = "\n\n".join(
            f"Answer {number}:\n{suggestion.reasoning}\n"
            + "\n".join(f"{name} = {value!r}" for name, value in suggestion.values.items())
            for number, suggestion in enumerate(found, 1)
        )
        answers = Section(
            "Several answers were given; choose the best one, or make one of their best parts",
            fit=partial(prompting.cut_end, shown),
        )
        try:
            suggestion = self.ask(self.messages(observations, answers))
        except (BudgetExceeded, ModelError):
            return found[0]
        return suggestion if suggestion.problem is None else found[0]
