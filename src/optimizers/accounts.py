"""Counting: what models are asked in a block, through an `LLM` or by a program through litellm or openai."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from optimizers.ledger import Bill, Ledger, Payer, active, charged
from optimizers.llm.completions import Request, estimate_tokens
from tracer import model_calls
from tracer.clients import watching

_LIMITS = ("max_tokens", "max_completion_tokens", "max_output_tokens")


@contextmanager
def counting(ledger: Ledger, payer: Payer) -> Iterator[None]:
    """Count what models are asked in this block, in this context, for `payer`; an outer ledger counts it as well.

    That is through an `LLM`, or through the clients of litellm and openai, whose calls raise BudgetExceeded too where
    the budget does not hold them. What a client's answer does not tell is estimated; the price is not.
    """
    watching.put_in_place()
    try:
        with charged(ledger, payer), model_calls.counted_by(_Account):
            yield
    finally:
        watching.take_away()


class _Account:
    """One call of a client, in every ledger of its context. Raises BudgetExceeded if one does not hold it."""

    def __init__(self, asked: Mapping[str, Any]) -> None:
        limits = (asked.get(name) for name in _LIMITS)
        limit = next((n for n in limits if isinstance(n, int)), None)
        options = {} if limit is None else {"max_tokens": limit}
        request = Request(str(asked.get("model")), _plain(asked["messages"]), options)
        self._prompt, self._estimate = estimate_tokens(request.messages), request.estimate()
        self._model = request.model
        self._open: list[tuple[Ledger, Payer]] = []
        self._bills: list[tuple[Ledger, Bill]] = []
        try:
            for ledger, payer in active():
                ledger.reserve(self._estimate)
                self._open.append((ledger, payer))
        except BaseException:
            self.failed()
            raise

    def paid(self, shown: Mapping[str, Any]) -> None:
        """Settle the call by what its answer tells; said again, the bills are amended."""
        earlier, self._bills = self._bills, []
        for ledger, payer in self._open:
            bill = self._bill(payer, shown)
            ledger.settle(self._estimate, bill)
            self._bills.append((ledger, bill))
        self._open.clear()
        for ledger, old in earlier:
            bill = self._bill(old.payer, shown)
            ledger.amend(old, bill)
            self._bills.append((ledger, bill))

    def failed(self) -> None:
        """The call came to nothing."""
        for ledger, _ in self._open:
            ledger.settle(self._estimate, None)
        self._open.clear()

    def _bill(self, payer: Payer, shown: Mapping[str, Any]) -> Bill:
        usage, reply = shown["usage"], estimate_tokens([{"content": shown.get("reply", "")}])
        return Bill(
            payer,
            str(shown["model"] or self._model),
            self._prompt if usage["prompt_tokens"] is None else usage["prompt_tokens"],
            reply if usage["reply_tokens"] is None else usage["reply_tokens"],
            shown["cost"],
            shown["seconds"] or 0.0,
        )


def _plain(messages: Any) -> tuple[Mapping[str, Any], ...]:
    return tuple(m if isinstance(m, Mapping) else {"content": m} for m in messages)
