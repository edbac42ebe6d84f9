"""One request to a model and one answer, as plain data."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

Message = Mapping[str, Any]
"""`{"role": …, "content": text}`."""
Messages = Sequence[Message]

_TOKEN_BYTES = 3
"""Of a text's UTF-8: fewer than tokenizers of English and code make of it, so that estimates are not too low."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a model is asked. `options` are those that change the answer: sampling, schema, the sample's number."""

    model: str
    messages: tuple[Message, ...]
    options: Mapping[str, Any] = field(default_factory=dict)

    def canonical(self) -> str:
        """Return the request as JSON text; equal requests give equal text.

        Raises TypeError for options that are no JSON values.
        """
        return json.dumps(
            [self.model, list(self.messages), dict(self.options)],
            sort_keys=True,
            ensure_ascii=True,
            separators=(",", ":"),
        )

    def estimate(self) -> int:
        """Return about how many tokens prompt and reply will have, rather too many."""
        limit = self.options.get("max_tokens")
        return estimate_tokens(self.messages) + (limit if isinstance(limit, int) else 256)


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model answered. `usd` is None where the price is not known; `cut`: it stopped at a limit."""

    text: str
    model: str
    prompt_tokens: int
    reply_tokens: int
    usd: float | None
    seconds: float
    cut: bool = False

    def to_json(self) -> str:
        """Return the completion as JSON text."""
        return json.dumps(asdict(self), ensure_ascii=True, separators=(",", ":"))

    @staticmethod
    def from_json(text: str) -> Completion:
        """Read what `to_json` wrote. Raises ValueError, TypeError or KeyError for anything else."""
        return Completion(**json.loads(text))


class Backend(Protocol):
    """Asks a model once; retries, caches and budgets stand around it."""

    def complete(self, request: Request, seconds: float) -> Completion:
        """Return the answer. Raises Refusal, whose `retry` says whether asking again may help."""

    async def acomplete(self, request: Request, seconds: float) -> Completion:
        """The same, without blocking the event loop."""


class Refusal(Exception):
    """A model's server did not answer as it should. `wait`: the seconds it asks for."""

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        retry: bool = False,
        wait: float | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.retry, self.wait = status, retry, wait


Ask = Callable[[list[dict[str, Any]]], Any]
"""A user's own function from messages to the reply's text, or to an awaitable of it."""


def estimate_tokens(messages: Messages) -> int:
    """Return about how many tokens messages have, rather too many."""
    text = sum(len(str(m.get("content", "")).encode("utf-8", "replace")) for m in messages)
    return text // _TOKEN_BYTES + 8 * len(messages)
