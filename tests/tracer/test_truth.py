"""What decides: values of `and`, `or`, `not`, `if … else` and chains, which follow from their parts."""

import pytest
from tests.corpus import each_sample, sample
from tests.reference import Program, evaluated, recorded
from tests.told import values_of

from tracer import record, trace
from tracer.values import NOT_KEPT


@pytest.mark.smoke
@each_sample
def test_a_choice_is_the_very_operand_that_was_evaluated_last(name):
    """Of `a and b`, `a or b` and `a if t else b`."""
    last: dict[tuple[int, int], object] = {}
    wrong = []
    for event in evaluated(recorded(Program(sample(name)))):
        if event.site.node in {"BoolOp", "IfExp"}:
            expected = last.get((event.frame, event.site.id), NOT_KEPT)
            if event.value is not expected and event.value != expected:
                wrong.append((event.site.code, event.value, expected))
        if event.site.role in {"values", "body", "orelse"}:
            last[event.frame, event.site.parent] = event.value
    assert wrong == []


@trace
def decided(n):
    if not n:
        return "none"
    if not (n > 1 and n < 5):
        return "outside"
    return "chain" if 1 < n < 3 else "rest"


@pytest.mark.parametrize(
    ("n", "code", "values"),
    [
        (0, "not n", [True]),
        (4, "not n", [False]),
        (4, "n > 1 and n < 5", [True]),
        (1, "n > 1 and n < 5", [False]),
        (9, "n > 1 and n < 5", [False]),
        (4, "not (n > 1 and n < 5)", [False]),
        (9, "not (n > 1 and n < 5)", [True]),
        (2, "1 < n < 3", [True]),
        (4, "1 < n < 3", [False]),
        (9, "1 < n < 3", []),
    ],
)
def test_a_test_has_the_value_it_decided_by(n, code, values):
    with record() as run:
        decided(n)
    assert values_of(run, code) == values


class Asked:
    """Counts how often it is asked for its truth."""

    def __init__(self, *, truth: bool) -> None:
        self.truth, self.times = truth, 0

    def __bool__(self) -> bool:
        self.times += 1
        return self.truth


@trace
def statement(a, b):
    if a and b:
        return 1
    return 2


@trace
def negated(a, b):
    while not (a or b):
        return 1
    return 2


@trace
def expression(a, b):
    return 1 if a or b else 2


@trace
def checked(a, b):
    assert a or b or len([b]) == 1
    return a and b


@trace
def filtered(a, b):
    return [k for k in (1,) if a and b if not b]


@trace
def chosen(a, b):
    return (a and b) or (b and a) or a


@trace
def through_lambda(a, b):
    choose = lambda: 1 if not a and not b else 2  # noqa: E731 - a lambda is the point
    return choose()


@pytest.mark.parametrize(
    "function",
    [statement, negated, expression, checked, filtered, chosen, through_lambda],
    ids=lambda f: f.__name__,
)
@pytest.mark.parametrize("a", [True, False])
@pytest.mark.parametrize("b", [True, False])
def test_truth_is_asked_for_as_often_as_ever(function, a, b):
    times = []
    for recording in (False, True):
        one, two = Asked(truth=a), Asked(truth=b)
        if recording:
            with record():
                function(one, two)
        else:
            function(one, two)
        times.append((one.times, two.times))
    assert times[0] == times[1]


def test_an_object_that_compares_oddly_is_left_alone():
    class Odd:
        def __lt__(self, other):
            return [other]

    @trace
    def f(odd):
        return "yes" if 0 < odd > 1 < odd else "no"

    Odd.__gt__ = Odd.__lt__
    odd = Odd()
    plain = f(odd)
    with record() as run:
        assert f(odd) == plain
    assert len(run) > 3
