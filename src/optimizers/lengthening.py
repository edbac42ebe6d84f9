"""A reply that was cut at its limit of tokens: how long the next one may be, or what should be raised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from optimizers.ledger import active
from optimizers.llm.client import LLM
from optimizers.llm.completions import Completion, Messages, estimate_tokens


@dataclass(frozen=True, slots=True)
class Room:
    """`options`: with which a longer reply may be asked for, None if none may be. `advice`: what the user should raise."""

    options: Mapping[str, Any] | None
    advice: str


def room(llm: LLM, options: Mapping[str, Any], cut: Completion, messages: Messages) -> Room:
    """Return what is left to do about a reply that was cut, asked for with these options; `messages` are to be asked next.

    The next one may have twice as many tokens, as far as the model and the budgets of this context go.
    """
    name, limit = llm.reply_tokens(options)
    had = cut.reply_tokens if limit is None else limit
    most, left = llm.most_reply_tokens(), _left(messages)
    wanted = min(n for n in (2 * had, most, left) if n is not None)
    if wanted > had:
        return Room({name: wanted}, f"it had {had} tokens; give LLM(…, {name}={2 * had}) or more")
    if left is not None and wanted == left:
        return Room(
            None, f"it had {had} tokens; raise Budget(tokens=…), which has no room for more"
        )
    return Room(
        None,
        f"it had {had} tokens, and this model gives no more; take another, or train fewer parameters at once",
    )


def _left(messages: Messages) -> int | None:
    """Return how many tokens of a reply the budgets have room for; None where they set no limit."""
    lefts = [left for ledger, _ in active() if (left := ledger.tokens_left) is not None]
    return max(min(lefts) - estimate_tokens(messages), 0) if lefts else None
