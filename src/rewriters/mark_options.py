"""Marks written as comments: `# tracer: trainable bounds=(0, 2)`."""

from __future__ import annotations

import ast
import io
import tokenize
from itertools import pairwise
from typing import Any

OPTIONS = frozenset("name description constraint bounds choices must_contain per_instance".split())


def mark_options(text: str) -> dict[str, Any] | None:
    """Return the options of a comment's text (what follows `# tracer:`), or None if it marks nothing trainable.

    Options are literals, with blanks or commas between them. Raises ValueError for what is none of ours.
    """
    word, _, rest = text.partition(" ")
    if word != "trainable":
        return None
    options: dict[str, Any] = {}
    for piece in _pieces(rest.strip()):
        name, equals, value = piece.partition("=")
        if name.strip() not in OPTIONS or not equals:
            raise ValueError(f"{piece.strip()!r} is no option of a mark; there are {_listed()}")
        try:
            options[name.strip()] = ast.literal_eval(value.strip().rstrip(","))
        except (ValueError, SyntaxError):
            raise ValueError(f"the value of {name.strip()!r} must be a literal") from None
    return options


def _listed() -> str:
    return ", ".join(sorted(OPTIONS))


def _pieces(rest: str) -> list[str]:
    """Cut before each `name=` that stands outside of brackets."""
    if not rest:
        return []
    starts, depth, before = [0], 0, None
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(rest).readline))
    except (tokenize.TokenError, SyntaxError):
        raise ValueError(f"{rest!r} cannot be read as options") from None
    for token in tokens:
        depth += (token.string in "([{" and token.type == tokenize.OP) - (
            token.string in ")]}" and token.type == tokenize.OP
        )
        if token.string == "=" and depth == 0 and before is not None:
            starts.append(before.start[1])
        before = token if token.type == tokenize.NAME else None
    cuts = [*dict.fromkeys(starts), len(rest)]
    pieces = [rest[a:b].strip(" ,") for a, b in pairwise(cuts)]
    return [piece for piece in pieces if piece]
