"""Whole programs: shared definitions, definitions of their own, and a main function that uses them."""

from __future__ import annotations

import sys
from random import Random

from .choice import Choice, Seeded, one_in
from .prelude import with_prelude
from .scope import Scope
from .writer import Writer

STATEMENTS = 12  # after these, no more compound ones
FLAGS = frozenset({"free", "walrus", "3.12"} if sys.version_info >= (3, 12) else {"free", "walrus"})
FUTURE = "from __future__ import annotations\n\n"


def generate(seed: int) -> str:
    """Return the source of the program of `seed`, always the same on one version of Python."""
    return program(Seeded(Random(seed)))


def program(choice: Choice) -> str:
    """Return the source of a program that defines `LOG`, `t` and `main`, and ends."""
    writer = Writer(choice, statements=STATEMENTS)
    definitions, scope = _definitions(choice, writer)
    main = _main(choice, writer, scope)
    source = with_prelude("\n\n\n".join([*definitions, main]) + "\n")
    future = FUTURE if one_in(choice, 8) else ""
    return future + "\n".join(line.rstrip() for line in source.split("\n"))


def _definitions(choice: Choice, writer: Writer) -> tuple[list[str], Scope]:
    flags = FLAGS | {"risky"} if one_in(choice, 40) else FLAGS  # else most programs would fail before main
    scope = Scope(flags)
    texts = []
    for kind in ["global", "function", *(["definition"] * (1 + choice.below(3))), "toplevel"]:
        filled = writer.write(kind, scope)
        texts.append(filled.text)
        scope = scope.define(filled.fresh)
    return texts, scope


def _main(choice: Choice, writer: Writer, scope: Scope) -> str:
    return writer.write("main", scope).text
