"""Asking again when a server says that it may help: jittered back-off, and no sooner than it asks for."""

from __future__ import annotations

import asyncio
import email.utils
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass

from optimizers.errors import ModelError
from optimizers.llm.completions import Backend, Completion, Refusal, Request

LONGEST_WAIT = 60.0
"""Seconds; a server that asks for more is not asked again."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how long a model is asked. `timeout`: seconds for one attempt; `retries`: attempts after the first."""

    timeout: float = 60.0
    retries: int = 3
    first_wait: float = 0.5


def ask(backend: Backend, request: Request, patience: Patience) -> Completion:
    """Return the answer. Raises ModelError when the last attempt has failed too."""
    waits = _waits(patience)
    while True:
        try:
            return backend.complete(request, patience.timeout)
        except Refusal as refusal:
            time.sleep(_wait(refusal, waits, request))


async def aask(backend: Backend, request: Request, patience: Patience) -> Completion:
    """The same, without blocking the event loop."""
    waits = _waits(patience)
    while True:
        try:
            return await backend.acomplete(request, patience.timeout)
        except Refusal as refusal:
            await asyncio.sleep(_wait(refusal, waits, request))


def _waits(patience: Patience) -> Iterator[float]:
    """Yield for each attempt after the first how long to wait before it: doubled each time, half of it by chance."""
    for attempt in range(patience.retries):
        longest = min(patience.first_wait * 2**attempt, LONGEST_WAIT)
        yield random.uniform(longest / 2, longest)  # noqa: S311  # no secret depends on it


def _wait(refusal: Refusal, waits: Iterator[float], request: Request) -> float:
    asked = refusal.wait or 0.0
    wait = next(waits, None) if refusal.retry and asked <= LONGEST_WAIT else None
    if wait is None:
        raise ModelError(f"{request.model}: {refusal}", refusal.status) from refusal
    return max(wait, asked)


def retry_after(header: str | None) -> float | None:
    """Return the seconds that a `Retry-After` header asks for, a number or a date; None if it says nothing."""
    if header is None:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        when = email.utils.parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, when.timestamp() - time.time())
