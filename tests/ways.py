"""Ways to run a program: rewritten, and recorded."""

import os
import warnings
from functools import lru_cache
from types import CodeType
from unittest.mock import patch

from tests.programs.observe import Observation, observe

from tracer import record
from tracer.loading import recording_code


def rewritten(source: str, filename: str) -> CodeType:
    """Return the code of `source` as our import hook would load it the first time, when it may warn."""
    code, warned = _made(source, filename)
    for warning in warned:
        warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
    return code


@lru_cache(maxsize=1000)
def _made(source: str, filename: str) -> tuple[CodeType, list[warnings.WarningMessage]]:
    with patch.dict(os.environ, TRACER_CACHE="off"), warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        return recording_code(source.encode(), filename), warned


def observe_recorded(source: str) -> Observation:
    """Return what a program shows while it is recorded."""
    with record():
        return observe(source, rewritten)
