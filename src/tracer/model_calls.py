"""Calls of language models, told to the recording that sees their replies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tracer.runtime import context


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One call: where the tape was when its reply came, and what a graph's node shows of it."""

    position: int
    reply: str
    shown: dict[str, Any]


def note(reply: str, **shown: Any) -> None:
    """Tell the recording of this context, if there is one, that a model answered.

    `shown`: `model`, `messages`, `usage`, `cost` (dollars, None if the price is not known), `seconds`.
    """
    tape = context.get().tape
    if tape is not None and tape.open:
        call = ModelCall(len(tape.items), reply, {**shown, "reply": reply})
        tape.model_calls.append(call)
