"""Calls of language models in a run file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracer.model_calls import ModelCall, plain
from tracer.privacy import Redaction
from tracer.storage.encoding import Encoder, Row


def written(calls: Sequence[ModelCall], encoder: Encoder, hides: Redaction) -> list[Row]:
    """Return a row for each call of which an answer has been written: the numbers of the answers, what is shown."""
    rows = []
    for call in calls:
        numbers = [n for a in call.answers if (n := encoder.known(a)) is not None]
        if numbers:
            rows.append([numbers, plain(call.shown, hides)])
    return rows


def read(rows: Sequence[Row], objects: Sequence[Any]) -> list[ModelCall]:
    """Return the calls of such rows."""
    return [ModelCall(0, tuple(objects[n] for n in numbers), shown) for numbers, shown in rows]
