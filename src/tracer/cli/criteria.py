"""Criteria as users write them: `output`, `error`, `file.py:12:name`, `file.py:12:name#2`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tracer.cli.misuse import Misuse

if TYPE_CHECKING:
    from tracer import Recording

FORMS = "output, error, FILE:LINE:NAME or FILE:LINE:NAME#N (the Nth time, from 1)"
_POINT = re.compile(r"(?P<file>.+):(?P<line>[1-9]\d*):(?P<name>[^\W\d]\w*)(#(?P<nth>[1-9]\d*))?")


def check(text: str) -> None:
    """Raise Misuse if this is no criterion."""
    if text not in {"output", "error"} and _POINT.fullmatch(text) is None:
        raise Misuse(f"{text!r} is no criterion; write {FORMS}")


def unasked(run: Recording) -> list[Any]:
    """Return the criteria where none is given: none for the error that ended the program, else its output."""
    error = run.error
    ended_well = isinstance(error, SystemExit) and error.code in {None, 0}
    return [criterion("output", run)] if error is None or ended_well else []


def criterion(text: str, run: Recording) -> Any:
    """Return what `run.slice` takes. Raises Misuse if the run has no such thing."""
    if text == "error":
        if run.error is None:
            raise Misuse("this run ended without an error; ask for output, or FILE:LINE:NAME")
        return run.error
    if text == "output":
        from tracer.slicing.printed import Printed

        return Printed()
    match = _POINT.fullmatch(text)
    assert match is not None
    from tracer import Point

    nth = match["nth"]
    return Point(match["file"], int(match["line"]), match["name"], int(nth) - 1 if nth else -1)
