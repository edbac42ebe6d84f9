"""What inputs matter: those for which some other value changes the output of a run that ends normally."""

from collections.abc import Collection
from dataclasses import dataclass

from .inputs import Input, Value, alternatives
from .running import Ended, Program


@dataclass(frozen=True, slots=True)
class Witness:
    """A change of one input that changes the output."""

    name: str
    value: Value
    before: str
    after: str


def witness(program: Program, each: Input, before: Ended) -> Witness | None:
    """Return a change of that input that changes what `program` gives, if one of those tried does."""
    for value in alternatives(each.value):
        after = program.run({each.name: value})
        if isinstance(after, Ended) and after != before:
            return Witness(each.name, value, before.output, after.output)
    return None


def mattering(program: Program) -> set[str]:
    """Return the names of the inputs that matter in a program that ends normally."""
    before = program.run({})
    assert isinstance(before, Ended), before
    return {each.name for each in program.inputs if witness(program, each, before)}


def violations(program: Program, before: Ended, kept: Collection[str]) -> list[Witness]:
    """Return a witness for each input that matters although a slice did not keep it."""
    left = (each for each in program.inputs if each.name not in kept)
    return [found for each in left if (found := witness(program, each, before))]
