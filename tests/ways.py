"""Ways to run a program: rewritten, and recorded."""

from types import CodeType

from tests.programs.observe import Observation, observe

from tracer import record
from tracer.loading import recording_code


def rewritten(source: str, filename: str) -> CodeType:
    """Return the code of `source` as our import hook would load it."""
    return recording_code(source.encode(), filename)


def observe_recorded(source: str) -> Observation:
    """Return what a program shows while it is recorded."""
    with record():
        return observe(source, rewritten)
