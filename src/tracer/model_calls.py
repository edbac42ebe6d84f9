"""Calls of language models, told to the recording that sees their replies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from tracer.runtime import context

if TYPE_CHECKING:
    from tracer.privacy import Redaction


@dataclass(slots=True)
class ModelCall:
    """One call: where the tape was when its answer came, what it gave, and what a graph's node shows of it.

    `answers`: the very objects by which an event is known as this call: what the client returned, the reply's text.
    `shown` grows while an answer is streamed.
    """

    position: int
    answers: tuple[Any, ...]
    shown: dict[str, Any]


class Account(Protocol):
    """One call of a client, for whoever counts what calls cost."""

    def paid(self, shown: Mapping[str, Any]) -> None:
        """An answer has come, and this is shown of it; of a stream again when more is known."""

    def failed(self) -> None:
        """The call has raised."""


Opening = Callable[[Mapping[str, Any]], Account]
"""Opens the account of a call that is about to be made, from its arguments by name. What it raises, the call raises."""

_opening: ContextVar[Opening | None] = ContextVar("tracer model accounts", default=None)
_inside: ContextVar[bool] = ContextVar("tracer model call", default=False)


def enter() -> Token[bool]:
    """Whoever enters tells of the call himself: clients that he calls until he leaves do not."""
    return _inside.set(True)


def leave(token: Token[bool]) -> None:
    """End what `enter` began, in the same context."""
    _inside.reset(token)


@contextmanager
def told_outside() -> Iterator[None]:
    """Enter for a block."""
    token = enter()
    try:
        yield
    finally:
        leave(token)


def is_told_outside() -> bool:
    """Is this code called by what tells of its call?"""
    return _inside.get()


@contextmanager
def counted_by(opening: Opening) -> Iterator[None]:
    """Open an account for each call of a watched client in this block, in this context, recorded or not."""
    token = _opening.set(opening)
    try:
        yield
    finally:
        _opening.reset(token)


def opening() -> Opening | None:
    """Return who counts calls in this context."""
    return _opening.get()


def note(reply: str, *answers: Any, **shown: Any) -> dict[str, Any] | None:
    """Tell the recording of this context that a model answered; return what is shown of it, None without a recording.

    `answers`: objects beside the reply that the caller was given. `shown`: `model`, `messages`, `usage`, `cost` (dollars,
    None if the price is not known), `seconds`.
    """
    tape = context.get().tape
    if tape is None or not tape.open:
        return None
    call = ModelCall(len(tape.items), (*answers, reply), {**shown, "reply": reply})
    tape.model_calls.append(call)
    return call.shown


def plain(value: Any, hides: Redaction) -> Any:
    """Return what is shown of a call as JSON values: secrets are hidden, of what is no JSON value the type is named."""
    if isinstance(value, str):
        return hides.text(value)
    if isinstance(value, dict):
        return {str(key): plain(item, hides) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item, hides) for item in value]
    if value is None or type(value) in {bool, int, float}:
        return value
    return f"<{type(value).__qualname__}>"
