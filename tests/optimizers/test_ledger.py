"""Budgets: checked before a call with an estimate, and after it with the bill."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizers.accounts import counting
from optimizers.errors import BudgetExceeded
from optimizers.ledger import Bill, Budget, Ledger, active


def bill(*, tokens=10, usd=0.5, payer="optimizer", cached=False):
    return Bill(payer, "m", tokens, 0, usd, 0.1, cached)


def spend(ledger, **kwargs):
    ledger.reserve(kwargs.get("tokens", 10))
    ledger.settle(kwargs.get("tokens", 10), bill(**kwargs))


def test_calls_stop_at_their_limit():
    ledger = Ledger(Budget(calls=2))
    spend(ledger)
    spend(ledger)
    with pytest.raises(BudgetExceeded, match="budget of 2 calls") as caught:
        ledger.reserve(1)
    assert caught.value.limit == "calls"
    assert ledger.exhausted() == "calls"


def test_an_estimate_is_checked_before_the_call():
    ledger = Ledger(Budget(tokens=100))
    spend(ledger, tokens=60)
    with pytest.raises(BudgetExceeded, match="60 are used, 50 more would be needed"):
        ledger.reserve(50)
    ledger.reserve(40)


def test_a_call_that_came_to_nothing_costs_nothing():
    ledger = Ledger(Budget(calls=1))
    ledger.reserve(10)
    ledger.settle(10, None)
    spend(ledger)
    assert ledger.spent().calls == 1


def test_dollars_stop_after_the_bill():
    ledger = Ledger(Budget(usd=1.0))
    spend(ledger, usd=0.6)
    spend(ledger, usd=0.6)
    with pytest.raises(BudgetExceeded, match="usd"):
        ledger.reserve(1)


def test_unknown_prices_are_said_and_never_taken_as_nothing():
    ledger = Ledger(Budget(usd=1.0))
    spend(ledger, usd=None)
    spent = ledger.spent()
    assert spent.unpriced == 1
    assert "1 calls of unknown price" in str(spent)


def test_replies_from_the_cache_cost_nothing():
    ledger = Ledger(Budget(calls=1))
    ledger.note(bill(cached=True))
    ledger.reserve(1)
    assert ledger.spent().cached == 1


def test_program_and_optimizer_are_counted_apart():
    ledger = Ledger()
    spend(ledger, payer="program", tokens=3)
    spend(ledger, payer="optimizer", tokens=4)
    assert (ledger.spent("program").tokens, ledger.spent("optimizer").tokens) == (3, 4)
    assert ledger.spent().tokens == 7


def test_evaluations_stop_at_their_limit():
    ledger = Ledger(Budget(evaluations=3))
    ledger.evaluate(3)
    with pytest.raises(BudgetExceeded, match="evaluations"):
        ledger.evaluate()
    ledger.reserve(1)


@pytest.mark.parametrize("limit", ["usd", "tokens", "calls", "seconds", "evaluations"])
def test_a_limit_is_a_number(limit):
    with pytest.raises(ValueError, match=limit):
        Budget(**{limit: -1})
    with pytest.raises(ValueError, match=limit):
        Budget(**{limit: float("nan")})


def test_a_budget_of_nothing_allows_nothing():
    for limit in ("usd", "tokens", "calls", "seconds"):
        with pytest.raises(BudgetExceeded):
            Ledger(Budget(**{limit: 0})).reserve(1)


@given(st.lists(st.integers(1, 50), max_size=30), st.integers(1, 300))
def test_the_limit_of_tokens_is_never_passed(calls, limit):
    ledger = Ledger(Budget(tokens=limit))
    for tokens in calls:
        try:
            spend(ledger, tokens=tokens)
        except BudgetExceeded:
            continue
    assert ledger.spent().tokens <= limit


def test_calls_at_once_do_not_pass_the_limit_together():
    ledger = Ledger(Budget(calls=5))
    barrier = threading.Barrier(20)
    refused = []

    def ask():
        barrier.wait()
        try:
            ledger.reserve(1)
        except BudgetExceeded:
            refused.append(1)

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 15


def test_ledgers_count_in_their_context():
    outer, inner = Ledger(), Ledger()
    with counting(outer, "program"):
        with counting(inner, "optimizer"):
            assert active() == ((outer, "program"), (inner, "optimizer"))
        assert active() == ((outer, "program"),)
    assert active() == ()
