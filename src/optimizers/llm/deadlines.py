"""An end to waiting: servers that send a little again and again never time out by themselves."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Awaitable, Callable
from typing import Any

from optimizers.llm.completions import Refusal

_GRACE = 1.0
"""Seconds in which the client may say itself that it took too long: it knows more."""


def within(seconds: float, call: Callable[[], Any]) -> Any:
    """Return what a call gives, or raise what it raises; Refusal if it has not ended in so many seconds.

    It runs in a thread of its own, which is left behind then, with a copy of this context.
    """
    found: list[tuple[Any, BaseException | None]] = []

    def run() -> None:
        try:
            found.append((call(), None))
        except BaseException as error:  # noqa: BLE001  # raised again below, in the thread that asked
            found.append((None, error))

    thread = threading.Thread(target=contextvars.copy_context().run, args=(run,), daemon=True)
    thread.start()
    thread.join(seconds + _GRACE)
    if not found:
        raise _late(seconds)
    answer, error = found[0]
    if error is not None:
        raise error
    return answer


async def awithin(seconds: float, awaitable: Awaitable[Any]) -> Any:
    """The same for what is awaited, which is cancelled."""
    try:
        async with asyncio.timeout(seconds + _GRACE):
            return await awaitable
    except TimeoutError as error:
        raise _late(seconds) from error


def _late(seconds: float) -> Refusal:
    return Refusal(f"no whole answer within {seconds:g} seconds", status=408, retry=True)
