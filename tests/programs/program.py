"""Whole programs: shared definitions, definitions of their own, and a main function that uses them."""

import sys
from random import Random

from .choice import Choice, Seeded, one_in, pick
from .prelude import with_prelude
from .scope import Scope
from .writer import Writer

STATEMENTS = 8  # after these, no more compound ones
FLAGS = frozenset({"free", "walrus", "3.12"} if sys.version_info >= (3, 12) else {"free", "walrus"})
FUTURE = "from __future__ import annotations\n"
PLANS = (
    ("definition",),
    ("definition", "definition"),
    ("definition", "definition"),
    ("definition", "definition", "definition"),
    ("generator", "definition"),
    ("stream", "coroutine"),
    ("stream", "coroutine"),
    ("family", "definition"),
    ("family", "subclass"),
    ("family", "subclass", "coroutine"),
)
MAIN = "def main():\n    return run()\n"
CLOSING_MAIN = "def main():\n    try:\n        return run()\n    finally:\n        release()\n"


def generate(seed: int) -> str:
    """Return the source of the program of `seed`, always the same on one version of Python."""
    return program(Seeded(Random(seed)))


def program(choice: Choice) -> str:
    """Return the source of a program that defines `LOG`, `t` and `main`, and ends."""
    writer = Writer(choice, statements=STATEMENTS)
    texts, scope = _definitions(choice, writer)
    texts.append(writer.write("run", scope).text)
    texts.append(CLOSING_MAIN if any("keep(" in text for text in texts) else MAIN)
    source = with_prelude("\n\n\n".join(texts))
    if one_in(choice, 8):
        source = FUTURE + source
    return "".join(f"{line.rstrip()}\n" for line in source.split("\n") if line.strip())


def _definitions(choice: Choice, writer: Writer) -> tuple[list[str], Scope]:
    """Return the texts of module level, and the scope after them."""
    # Were this often risky, most programs would fail before main.
    scope = Scope(FLAGS | {"risky"} if one_in(choice, 40) else FLAGS)
    texts = []
    for kind in ("global", "function", *pick(choice, PLANS), "toplevel"):
        filled = writer.write(kind, scope)
        texts.append(filled.text)
        scope = scope.define(filled.fresh)
    return texts, scope
