"""Code that never ends is ended; what is quick is left alone."""

import signal
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "experiments"))

from worlds.patience import patience


def never_ending():
    while True:
        pass


def test_what_takes_too_long_is_ended():
    with pytest.raises(TimeoutError, match=r"more than 0\.05 s"), patience(0.05):
        never_ending()


def test_afterwards_there_is_no_alarm():
    before = signal.getsignal(signal.SIGALRM)
    with patience(0.05):
        pass
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
    assert signal.getsignal(signal.SIGALRM) is before
    time.sleep(0.06)
