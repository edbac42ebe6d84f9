"""Ways to run a program: rewritten, and recorded."""

import os
from types import CodeType
from unittest.mock import patch

from tests.programs.observe import Observation, observe

from tracer import record
from tracer.loading import recording_code


def rewritten(source: str, filename: str) -> CodeType:
    """Return the code of `source` as our import hook would load it the first time, when it may warn.

    It is made anew each time: on 3.11 the carets of an unbound name move once a code object is warm.
    """
    with patch.dict(os.environ, TRACER_CACHE="off"):
        return recording_code(source.encode(), filename)


def observe_recorded(source: str) -> Observation:
    """Return what a program shows while it is recorded."""
    with record():
        return observe(source, rewritten)
