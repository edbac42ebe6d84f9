"""Whole programs with inputs: `generate(seed)` gives the same source for a seed always."""

import re
from collections.abc import Iterator
from itertools import count
from random import Random

from tests.programs.choice import Choice, Seeded, pick
from tests.programs.scope import Scope
from tests.programs.table import Grammar
from tests.programs.writer import Writer

from .grammar import CORE
from .prelude import with_prelude
from .pruning import pruned

STATEMENTS = 6  # after these, no more compound ones
PLANS = (
    ("function",),
    ("function", "function"),
    ("function", "globals"),
    ("function", "altering"),
    ("altering", "globals"),
    ("class", "instance"),
    ("class", "function"),
    ("class", "instance", "modifying"),
    ("class", "subclass", "modifying"),
    ("class", "subclass", "instance"),
    ("function", "function", "function"),
    ("generator",),
    ("function", "generator"),
    ("generator", "altering"),
    ("procedure", "procedure"),
    ("procedure", "procedure", "function"),
)
_INPUT = re.compile(r"\bK\(([^()]*)\)")
_FLAGS = frozenset({"free", "walrus"})


def generate(seed: int, grammar: Grammar = CORE) -> str:
    """Return the source of the program of `seed`, which defines `main` and marks its inputs as `trainable`."""
    return program(Seeded(Random(seed)), grammar)


def program(choice: Choice, grammar: Grammar = CORE) -> str:
    """Return the source of a program of random decisions."""
    writer, scope = Writer(choice, statements=STATEMENTS, grammar=grammar), Scope(_FLAGS)
    texts = []
    for kind in ("global", "shared", *pick(choice, PLANS), "maindef"):
        filled = writer.write(kind, scope)
        texts.append(filled.text)
        scope = scope.define(filled.fresh)
    lines = "\n".join(texts).split("\n")
    source = pruned("".join(f"{line.rstrip()}\n" for line in lines if line.strip()))
    return "from tracer import trainable\n" + numbered(with_prelude(source))


def numbered(source: str) -> str:
    """Return `source` with `trainable(3, name='k1')` for the first `K(3)`, and so on."""
    numbers: Iterator[int] = count(1)
    return _INPUT.sub(lambda match: f"trainable({match[1]}, name='k{next(numbers)}')", source)
