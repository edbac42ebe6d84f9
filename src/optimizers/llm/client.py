"""`LLM`: one way to ask a model, whatever it is; counted, cached, retried, and seen by recordings."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from optimizers.errors import ModelError
from optimizers.ledger import Bill, active
from optimizers.llm import endpoints, retrying
from optimizers.llm.cache import ReplyCache, default_path
from optimizers.llm.completions import Backend, Completion, Messages, Request
from optimizers.llm.functions import Function
from optimizers.llm.retrying import Patience
from tracer import model_calls

_LIMITS = ("max_completion_tokens", "max_tokens")
_CLAIM = 2.0
"""Times the longest a call may take: then a claim's owner must have died."""


class LLM:
    """A model that is called with a list of messages and returns the reply's text.

    `model`: a name that litellm knows (`"gpt-4o"`, `"openai/my-model"` with `api_base`), or any function from messages
    to text, sync or async; None takes the one named by `TRACER_MODEL` or `[tool.tracer]`. `role`: whose settings are
    asked first (`optimizer`, `task`). `timeout`: seconds for one attempt. `concurrency`: calls at once. `cache`: replies
    of named models are kept on disk (a path: there) and not paid for twice. `schema`: does the model keep to a JSON
    schema (`response_format`)? None: as litellm knows of a named one; of others it is not expected. Other options (`temperature`,
    `max_tokens`, …) are the model's.

    Raises ModelError when the model cannot be asked, BudgetExceeded when a budget of this context does not hold the
    call.
    """

    def __init__(  # noqa: PLR0913  # all but the first are keywords
        self,
        model: str | Callable[..., Any] | Backend | None = None,
        *,
        api_base: str | None = None,
        api_key: str | None = None,
        role: str | None = None,
        timeout: float = 60.0,
        retries: int = 3,
        concurrency: int = 8,
        cache: bool | str | Path = True,
        schema: bool | None = None,
        **options: Any,
    ) -> None:
        self._given, self._role = model, role
        self._address = api_base, api_key
        self._patience = Patience(timeout, retries)
        self._slots = threading.BoundedSemaphore(concurrency)
        self._options = options
        self._cache = cache
        self._schema = schema

    def __call__(self, messages: Messages, **options: Any) -> str:
        """Return the reply's text."""
        return self.complete(messages, **options).text

    def __repr__(self) -> str:
        return f"LLM({self.name})"

    @property
    def name(self) -> str:
        """The model's name; of a function its own."""
        if isinstance(self._given, str) or self._given is None:
            try:
                return self._endpoint.model
            except ModelError:
                return "no model"
        return str(getattr(self._given, "__qualname__", type(self._given).__qualname__))

    @cached_property
    def has_schema(self) -> bool:
        """Does the model keep to a JSON schema?"""
        if self._schema is not None:
            return self._schema
        if not (self._given is None or isinstance(self._given, str)):
            return False
        from optimizers.llm.litellm_backend import LiteLLM

        return LiteLLM(self._endpoint).has_schema()

    def price(self, prompt_tokens: int, reply_tokens: int) -> float | None:
        """Return the dollars of a call with so many tokens; None where the price is not known, as that of a function."""
        if not (self._given is None or isinstance(self._given, str)):
            return None
        from optimizers.llm.litellm_backend import LiteLLM

        return LiteLLM(self._endpoint).price(prompt_tokens, reply_tokens)

    def reply_tokens(self, options: Mapping[str, Any]) -> tuple[str, int | None]:
        """Return which option limits the tokens of a reply, and to how many with these options; None: none is set."""
        given = {**self._options, **options}
        for name in _LIMITS:
            if isinstance(given.get(name), int):
                return name, given[name]
        return _LIMITS[-1], None

    def most_reply_tokens(self) -> int | None:
        """Return how many tokens a reply of the model may have; None where that is not known, as of a function."""
        if not (self._given is None or isinstance(self._given, str)):
            return None
        from optimizers.llm.litellm_backend import LiteLLM

        return LiteLLM(self._endpoint).reply_limit()

    async def acall(self, messages: Messages, **options: Any) -> str:
        """Return the reply's text, without blocking the event loop."""
        return (await self.acomplete(messages, **options)).text

    def complete(self, messages: Messages, **options: Any) -> Completion:
        """Return the whole answer. `sample`: the number of this sample among several of one request."""
        backend, request = self._backend, self._request(messages, options)
        with self._kept(request) as kept, self._counted(request, kept) as settle:
            answer = kept
            if answer is None:
                with self._slots, model_calls.told_outside():
                    answer = retrying.ask(backend, request, self._patience)
                self._keep(request, answer)
            settle(answer)
        return answer

    async def acomplete(self, messages: Messages, **options: Any) -> Completion:
        """The same, without blocking the event loop."""
        backend, request = self._backend, self._request(messages, options)
        claim = self._kept(request)
        kept = await asyncio.to_thread(claim.__enter__)
        try:
            with self._counted(request, kept) as settle:
                if kept is None:
                    await asyncio.to_thread(self._slots.acquire)
                    try:
                        with model_calls.told_outside():
                            kept = await retrying.aask(backend, request, self._patience)
                    finally:
                        self._slots.release()
                    self._keep(request, kept)
                settle(kept)
            return kept
        finally:
            claim.__exit__(None, None, None)

    def _request(self, messages: Messages, options: Mapping[str, Any]) -> Request:
        for message in messages:
            if "content" not in message:
                raise ModelError(
                    f"a message is {{'role': …, 'content': text}}, not {message!r:.80}"
                )
        return Request(self.name, tuple(messages), {**self._options, **options})

    # ------------------------------------------------------------------ parts

    @property
    def _endpoint(self) -> endpoints.Endpoint:
        named = self._given if isinstance(self._given, str) else None
        return endpoints.find(named, *self._address, role=self._role)

    @property
    def _backend(self) -> Backend:
        given = self._given
        if given is None or isinstance(given, str):
            from optimizers.llm.litellm_backend import LiteLLM

            return LiteLLM(self._endpoint)
        if hasattr(given, "complete") and hasattr(given, "acomplete"):
            return given
        if callable(given):
            return Function(given)
        raise ModelError(
            f"a model is a name or a function from messages to text, not {type(given).__name__}"
        )

    @property
    def _store(self) -> ReplyCache | None:
        """Where replies are kept; only those of models that have a name."""
        if self._cache is False or not (self._given is None or isinstance(self._given, str)):
            return None
        return ReplyCache(default_path() if self._cache is True else Path(self._cache))

    @contextlib.contextmanager
    def _kept(self, request: Request) -> Iterator[Completion | None]:
        """Give a reply that is on disk; of several that ask the same at once the others wait for one."""
        store = self._store
        if store is None:
            yield None
            return
        found = store.get(request)
        if found is not None:
            yield found
            return
        longest = self._patience.timeout * (self._patience.retries + 1) * _CLAIM
        with store.claim(request, longest) as now:
            yield now

    def _keep(self, request: Request, completion: Completion) -> None:
        store = self._store
        if store is not None:
            store.put(request, completion)

    @contextlib.contextmanager
    def _counted(
        self, request: Request, kept: Completion | None
    ) -> Iterator[Callable[[Completion], None]]:
        """Reserve the call in every ledger of this context, and settle it by the bill."""
        ledgers, estimate = active(), request.estimate()
        reserved: list[Any] = []
        bills: list[Completion] = []
        try:
            if kept is None:
                for ledger, _ in ledgers:
                    ledger.reserve(estimate)
                    reserved.append(ledger)
            yield bills.append
        finally:
            for ledger, payer in ledgers:
                bill = _bill(bills[0], payer, cached=kept is not None) if bills else None
                if ledger in reserved:
                    ledger.settle(estimate, bill)
                elif bill is not None and kept is not None:
                    ledger.note(bill)
        if bills:
            done = bills[0]
            usage = {"prompt_tokens": done.prompt_tokens, "reply_tokens": done.reply_tokens}
            model_calls.note(
                done.text,
                model=done.model,
                messages=[dict(m) for m in request.messages],
                usage=usage,
                cost=done.usd,
                seconds=done.seconds,
            )


def _bill(completion: Completion, payer: Any, *, cached: bool) -> Bill:
    return Bill(
        payer,
        completion.model,
        completion.prompt_tokens,
        completion.reply_tokens,
        0.0 if cached else completion.usd,
        0.0 if cached else completion.seconds,
        cached,
    )


def as_llm(model: Any) -> LLM:
    """Return what was given as an LLM: one already, a name, a function, or None for the configured one."""
    return model if isinstance(model, LLM) else LLM(model)
