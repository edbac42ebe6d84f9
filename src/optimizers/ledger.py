"""What was spent: every call of a model, and the budget it has to stay within."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from typing import Literal

from optimizers.errors import BudgetExceeded, InvalidOption

Payer = Literal["program", "optimizer"]
"""Who asks: the user's program, or what improves it."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that may be spent; None is no limit.

    `usd`: dollars for calls of models. `tokens`: of prompts and replies together. `calls`: of models. `seconds`: from
    the first check on. `evaluations`: runs of one candidate on one example. Raises InvalidOption.
    """

    usd: float | None = None
    tokens: int | None = None
    calls: int | None = None
    seconds: float | None = None
    evaluations: int | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value is not None and not (isinstance(value, (int, float)) and value >= 0):
                raise InvalidOption(
                    f"Budget({field.name}={value!r}): a limit is a number from 0 on, or None"
                )


@dataclass(frozen=True, slots=True)
class Bill:
    """One call of a model. `usd` is None where the price is not known; a reply from the cache costs nothing."""

    payer: Payer
    model: str
    prompt_tokens: int
    reply_tokens: int
    usd: float | None
    seconds: float
    cached: bool = False


@dataclass(frozen=True, slots=True)
class Spent:
    """Sums over bills. `unpriced`: calls whose price is not known, which `usd` does not hold."""

    calls: int = 0
    cached: int = 0
    tokens: int = 0
    usd: float = 0.0
    unpriced: int = 0
    seconds: float = 0.0
    evaluations: int = 0

    def __str__(self) -> str:
        price = f"${self.usd:.4f}"
        if self.unpriced:
            price += f" and {self.unpriced} calls of unknown price"
        cached = f" ({self.cached} more from the cache)" if self.cached else ""
        return f"{self.calls} calls{cached}, {self.tokens} tokens, {price}"


class Ledger:
    """Counts what is spent against a budget; safe to use from several threads.

    Calls under way are counted with their estimates, so that parallel ones do not pass the limit together.
    """

    def __init__(self, budget: Budget | None = None) -> None:
        self.budget = budget or Budget()
        self.bills: list[Bill] = []
        self.evaluations = 0
        self._reserved_calls = 0
        self._reserved_tokens = 0
        self._start: float | None = None
        self._lock = threading.Lock()

    def reserve(self, tokens: int) -> None:
        """Count a call that is about to be made, with an estimate of its tokens.

        Raises BudgetExceeded if the budget does not hold it; nothing is counted then.
        """
        with self._lock:
            self._check(calls=1, tokens=tokens)
            self._reserved_calls += 1
            self._reserved_tokens += tokens

    def settle(self, tokens: int, bill: Bill | None) -> None:
        """Replace an estimate by the bill; None if the call came to nothing."""
        with self._lock:
            self._reserved_calls -= 1
            self._reserved_tokens -= tokens
            if bill is not None:
                self.bills.append(bill)

    def note(self, bill: Bill) -> None:
        """Count a call that is over: in another process, or answered from the cache."""
        with self._lock:
            self.bills.append(bill)

    def amend(self, bill: Bill, by: Bill) -> None:
        """Put another bill in the place of one: more is known of the same call."""
        with self._lock:
            place = next(n for n, known in enumerate(self.bills) if known is bill)
            self.bills[place] = by

    def evaluate(self, count: int = 1) -> None:
        """Count evaluations that are about to be made. Raises BudgetExceeded if the budget does not hold them."""
        with self._lock:
            self._check(evaluations=count)
            self.evaluations += count

    def spent(self, payer: Payer | None = None) -> Spent:
        """Return the sums, of one payer or of both."""
        with self._lock:
            mine = [b for b in self.bills if payer in {None, b.payer}]
            paid = [b for b in mine if not b.cached]
            return Spent(
                calls=len(paid),
                cached=len(mine) - len(paid),
                tokens=sum(b.prompt_tokens + b.reply_tokens for b in paid),
                usd=sum(b.usd for b in paid if b.usd is not None),
                unpriced=sum(b.usd is None for b in paid),
                seconds=sum(b.seconds for b in paid),
                evaluations=self.evaluations,
            )

    @property
    def tokens_left(self) -> int | None:
        """Tokens that the budget still holds, those reserved aside; None where it sets no limit."""
        if self.budget.tokens is None:
            return None
        with self._lock:
            used = sum(b.prompt_tokens + b.reply_tokens for b in self.bills if not b.cached)
            return max(self.budget.tokens - used - self._reserved_tokens, 0)

    def exhausted(self) -> str | None:
        """Return which limit has been reached, or None."""
        with self._lock:
            try:
                self._check(calls=1)
            except BudgetExceeded as error:
                return error.limit
            return None

    def _check(self, *, calls: int = 0, tokens: int = 0, evaluations: int = 0) -> None:
        if self._start is None:
            self._start = time.monotonic()
        paid = [b for b in self.bills if not b.cached]
        used: dict[str, tuple[float, float]] = {
            "calls": (len(paid) + self._reserved_calls, calls),
            "tokens": (
                sum(b.prompt_tokens + b.reply_tokens for b in paid) + self._reserved_tokens,
                tokens,
            ),
            "evaluations": (self.evaluations, evaluations),
            "usd": (sum(b.usd for b in paid if b.usd is not None), 0.0),
            "seconds": (time.monotonic() - self._start, 0.0),
        }
        for name, (before, more) in used.items():
            limit = getattr(self.budget, name)
            if limit is None or (name in {"calls", "tokens", "evaluations"} and not more):
                continue
            if before + more > limit or (not more and before >= limit):
                raise BudgetExceeded(
                    f"the budget of {limit:g} {name} does not hold the next step: {before:g} are used"
                    + (f", {more:g} more would be needed" if more else ""),
                    name,
                )


_ledgers: ContextVar[tuple[tuple[Ledger, Payer], ...]] = ContextVar("tracer ledgers", default=())


@contextmanager
def charged(ledger: Ledger, payer: Payer) -> Iterator[None]:
    """Let a ledger be among those that are charged in this block, in this context."""
    token = _ledgers.set((*_ledgers.get(), (ledger, payer)))
    try:
        yield
    finally:
        _ledgers.reset(token)


def active() -> tuple[tuple[Ledger, Payer], ...]:
    """Return the ledgers that count in this context, the outermost first, and who pays in each."""
    return _ledgers.get()
