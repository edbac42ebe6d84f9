"""What is told of a call of a model: when it ends, and of a stream with each chunk."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from contextvars import Token
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from tracer import model_calls
from tracer.clients import answers
from tracer.runtime import context


@dataclass(slots=True)
class Asked:
    """A call under way."""

    messages: Any
    model: Any
    account: model_calls.Account | None
    start: float
    token: Token[bool] | None


@dataclass(frozen=True, slots=True)
class Streaming:
    """An answer that comes in chunks."""

    shown: dict[str, Any]
    account: model_calls.Account | None
    start: float

    def add(self, chunk: Any) -> None:
        """Show what a chunk brings, and how long it took to come."""
        self.shown["reply"] += answers.piece(chunk)
        self.shown.update(answers.told(chunk))
        self.shown["seconds"] = time.monotonic() - self.start

    def end(self) -> None:
        """Nothing more comes, or nobody reads on."""
        if self.account is not None:
            self.account.paid(self.shown)


class Asking:
    """Watches functions that ask a model. `formals`: their first ones, as clients are called by position too.

    `streams`: the streams of a client whose iteration is watched.
    """

    def __init__(self, *formals: str, streams: WeakKeyDictionary[Any, Streaming]) -> None:
        self._formals, self._streams = formals, streams

    def begin(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Asked | None:
        """Note what is asked; None where nobody records or counts, or who asks tells of it himself."""
        tape, opening = context.get().tape, model_calls.opening()
        unseen = tape is None or not tape.open
        if (unseen and opening is None) or model_calls.is_told_outside():
            return None
        given = {**dict(zip(self._formals, args, strict=False)), **kwargs}
        asked = answers.messages(given.get("messages", given.get("input")))
        account = None if opening is None else opening({**given, "messages": asked or []})
        return Asked(asked, given.get("model"), account, time.monotonic(), model_calls.enter())

    def end(self, call: Asked | None, answer: Any) -> None:
        """Tell of the answer; one that is not a model's, as a client's raw response, is counted only."""
        if call is None:
            return
        self.suspend(call)
        text = answers.reply(answer)
        streamed = text is None and (hasattr(answer, "__next__") or hasattr(answer, "__anext__"))
        shown = self._shown(call, answer)
        shown["seconds"] = None if streamed else time.monotonic() - call.start
        if text is not None or streamed:
            shown = model_calls.note(text or "", answer, **shown) or {**shown, "reply": text or ""}
        if call.account is not None:
            call.account.paid(shown)
        if streamed:
            self._stream(answer, Streaming(shown, call.account, call.start))

    def fail(self, call: Asked | None) -> None:
        """Forget the call."""
        self.suspend(call)
        if call is not None and call.account is not None:
            call.account.failed()

    def suspend(self, call: Asked | None) -> None:
        """What this context does from now on is no part of the call."""
        if call is not None and call.token is not None:
            model_calls.leave(call.token)
            call.token = None

    def resume(self, call: Asked | None) -> None:
        """What this context does from now on is a part of the call; it takes time from now on."""
        if call is not None:
            call.start, call.token = time.monotonic(), model_calls.enter()

    def _shown(self, call: Asked, answer: Any) -> dict[str, Any]:
        return {
            "model": call.model,
            "messages": call.messages,
            "usage": {"prompt_tokens": None, "reply_tokens": None},
            "cost": None,
            **answers.told(answer),
        }

    def _stream(self, stream: Any, streaming: Streaming) -> None:
        iterator: Any = getattr(stream, "_iterator", None)
        if hasattr(iterator, "__anext__"):
            stream._iterator = _aseen(iterator, streaming)
        elif hasattr(iterator, "__next__"):
            stream._iterator = _seen(iterator, streaming)
        else:
            self._streams[stream] = streaming


class Iterating:
    """Watches the method that gives the next chunk of a stream."""

    def __init__(self, streams: WeakKeyDictionary[Any, Streaming]) -> None:
        self._streams = streams

    def begin(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Streaming | None:  # noqa: ARG002  # the protocol's
        """Find the stream."""
        return self._streams.get(args[0])

    def end(self, call: Streaming | None, answer: Any) -> None:
        """A chunk has come."""
        if call is not None:
            call.add(answer)

    def fail(self, call: Streaming | None) -> None:
        """There is none any more."""
        if call is not None:
            call.end()

    def suspend(self, call: Streaming | None) -> None:
        """Nothing is kept in the context."""

    def resume(self, call: Streaming | None) -> None:
        """As above."""


def _seen(chunks: Iterator[Any], streaming: Streaming) -> Iterator[Any]:
    try:
        for chunk in chunks:
            streaming.add(chunk)
            yield chunk
    finally:
        streaming.end()


async def _aseen(chunks: AsyncIterator[Any], streaming: Streaming) -> AsyncIterator[Any]:
    try:
        async for chunk in chunks:
            streaming.add(chunk)
            yield chunk
    finally:
        streaming.end()
