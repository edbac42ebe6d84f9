"""How many tokens a text may have: an over-estimate that needs no tokenizer."""

from __future__ import annotations

import re

_PIECE = re.compile(r"[a-z]+|[A-Z]+|[0-9]| +|[^\x00-\x7f]+|.", re.DOTALL)


def count_tokens(text: str) -> int:
    """Return more tokens than tokenizers of language models make of `text`, prose and code about twice as many.

    Three letters of one case, one digit, one sign, one run of spaces are a token each, of other scripts each byte.
    Byte-pair encodings merge more than that in anything people write; random text may come close.
    """
    return sum(map(_tokens, _PIECE.findall(text)))


def fitting(text: str, tokens: int) -> int:
    """Return how long a beginning of `text` has at most so many tokens; what lies behind it is not looked at."""
    length = 0
    for piece in _PIECE.finditer(text):
        tokens -= _tokens(piece[0])
        if tokens < 0:
            return length
        length = piece.end()
    return length


def _tokens(piece: str) -> int:
    if not piece.isascii():
        return len(piece.encode("utf-8", "surrogatepass"))
    return -(-len(piece) // 3) if piece.isalpha() else 1
