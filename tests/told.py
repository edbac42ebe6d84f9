"""What a recording tells, in a form that two recordings can be compared by."""

from __future__ import annotations

from rewriters.templates import Action
from tracer import Recording
from tracer.values import NOT_KEPT

_PLAIN = (int, float, str, bytes, bool, type(None), tuple, list, dict, set)


def told(run: Recording) -> list[str]:
    """Describe every evaluation of a recording: its source text and its value."""
    return [
        f"{event.site.code} = {_shown(event.value)}"
        for event in run.events()
        if event.action is Action.EVALUATE and event.value is not NOT_KEPT
    ]


def values_of(run: Recording, code: str) -> list[object]:
    """Return the values of the evaluations of the expressions with this source text.

    Pieces of f-strings are left out: on Python 3.11 they have the place of the whole.
    """
    return [
        event.value
        for event in run.events()
        if event.action is Action.EVALUATE
        and event.site.code == code
        and (event.site.node != "Constant" or event.value is not NOT_KEPT)
    ]


def codes(run: Recording) -> list[str]:
    """Return the source text of every event."""
    return [event.site.code for event in run.events()]


def functions_in(run: Recording) -> set[int]:
    """Return the numbers of the frames that a recording tells of."""
    return {event.frame for event in run.events()}


def _shown(value: object) -> str:
    return repr(value) if isinstance(value, _PLAIN) else type(value).__name__
