"""A user's own function as a model: any callable from messages to text, or to an awaitable of text."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import Any

from optimizers.errors import ModelError
from optimizers.llm.completions import Completion, Request, estimate_tokens
from optimizers.llm.deadlines import within


class Function:
    """Asks a callable. It has no name that would stay the same, so its replies are never cached."""

    def __init__(self, function: Callable[[list[dict[str, Any]]], Any]) -> None:
        self._function = function

    def complete(self, request: Request, seconds: float) -> Completion:
        """Return what the function answers; an awaitable is awaited. Raises ModelError for what is no text."""
        start = time.monotonic()
        answer = self._function([dict(m) for m in request.messages])
        if inspect.isawaitable(answer):
            answer = _run(_within(answer, seconds), seconds)
        return _completion(request, answer, start)

    async def acomplete(self, request: Request, seconds: float) -> Completion:
        """The same; a function that blocks blocks the loop."""
        start = time.monotonic()
        answer = self._function([dict(m) for m in request.messages])
        if inspect.isawaitable(answer):
            answer = await _within(answer, seconds)
        return _completion(request, answer, start)


async def _within(answer: Awaitable[Any], seconds: float) -> Any:
    try:
        return await asyncio.wait_for(answer, seconds)
    except TimeoutError as error:
        raise ModelError(f"the function gave no answer within {seconds:g} seconds") from error


def _run(coroutine: Any, seconds: float) -> Any:
    """Run a coroutine to its end, also where a loop is running in this thread already."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    return within(seconds, lambda: asyncio.run(coroutine))


def _completion(request: Request, answer: object, start: float) -> Completion:
    if not isinstance(answer, str):
        raise ModelError(
            f"the model's function returned {type(answer).__name__}, not text; return the reply as a str"
        )
    tokens = estimate_tokens([{"content": answer}])
    return Completion(
        answer,
        request.model,
        estimate_tokens(request.messages),
        tokens,
        None,
        time.monotonic() - start,
    )
