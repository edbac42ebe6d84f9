"""A model whose replies are in the journal: a resumed optimization does not ask for them again."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from optimizers.accounts import counting
from optimizers.journal.journal import Journal
from optimizers.ledger import Ledger
from optimizers.llm.client import LLM
from optimizers.llm.completions import Completion, Messages, Request


class JournaledLLM(LLM):
    """Asks another LLM. The nth time that the same is asked it gives the nth reply the journal has, if it has one."""

    def __init__(self, llm: LLM, journal: Journal) -> None:
        super().__init__(llm)
        self._llm, self._journal = llm, journal
        self._known = journal.replies()
        self._asked = Counter[str]()

    @property
    def name(self) -> str:
        """The other's name."""
        return self._llm.name

    @cached_property
    def has_schema(self) -> bool:
        """Does the other keep to a JSON schema?"""
        return self._llm.has_schema

    def price(self, prompt_tokens: int, reply_tokens: int) -> float | None:
        """Return what the other costs."""
        return self._llm.price(prompt_tokens, reply_tokens)

    def reply_tokens(self, options: Mapping[str, Any]) -> tuple[str, int | None]:
        """Return the other's limit."""
        return self._llm.reply_tokens(options)

    def most_reply_tokens(self) -> int | None:
        """Return the other's."""
        return self._llm.most_reply_tokens()

    def complete(self, messages: Messages, **options: Any) -> Completion:
        """Return the whole answer; a new one is in the journal before it is used, with what it cost."""
        request = Request(self.name, tuple(messages), options).canonical()
        key = hashlib.sha256(request.encode()).hexdigest()
        number = self._asked[key]
        self._asked[key] += 1
        known = self._known.get((key, number))
        if known is not None:
            return Completion.from_json(known)
        ledger = Ledger()
        with counting(ledger, "optimizer"):
            answer = self._llm.complete(messages, **options)
        self._journal.add_reply(key, number, answer.to_json(), ledger.bills)
        return answer

    async def acomplete(self, messages: Messages, **options: Any) -> Completion:
        """The same, without blocking the event loop."""
        return await asyncio.to_thread(lambda: self.complete(messages, **options))
