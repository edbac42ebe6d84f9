"""Numbers that make no sense are refused before anything is begun."""

import os

import pytest

from optimizers import Budget
from optimizers.checked_options import seed_of, workers_of
from optimizers.errors import InvalidOption
from optimizers.running.limits import Limits
from tracer.errors import TracerError


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: workers_of(0), "workers=0"),
        (lambda: workers_of(-2), "workers=-2"),
        (lambda: workers_of(1.5), "workers=1.5"),
        (lambda: seed_of("x"), "seed='x'"),
        (lambda: Limits(0), "time_limit=0"),
        (lambda: Limits(float("nan")), "time_limit=nan"),
        (lambda: Limits(memory=-1), "memory_limit=-1"),
        (lambda: Budget(evaluations=-3), r"Budget\(evaluations=-3\)"),
        (lambda: Budget(seconds="x"), r"Budget\(seconds='x'\)"),
    ],
)
def test_what_is_refused(make, words):
    with pytest.raises(InvalidOption, match=words) as caught:
        make()
    assert isinstance(caught.value, TracerError)


def test_what_is_taken():
    assert workers_of(3) == 3
    assert workers_of(None) == (os.cpu_count() or 1)
    assert seed_of(-7) == -7
