"""Where the generator's decisions come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol, TypeVar

Option = TypeVar("Option")


class Choice(Protocol):
    """A source of decisions."""

    def below(self, bound: int) -> int:
        """Return an integer from 0 to `bound - 1`; 0 is the simplest, and shrinking moves towards it."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """Decisions of a pseudo-random generator."""

    random: Random

    def below(self, bound: int) -> int:
        """Return an integer from 0 to `bound - 1`, each as likely."""
        return int(self.random.random() * bound)  # a third of the time of `randrange`


def pick(choice: Choice, options: Sequence[Option]) -> Option:
    """Return one of `options`; the first is the simplest."""
    return options[choice.below(len(options))]


def one_in(choice: Choice, odds: int) -> bool:
    """Return true once in `odds` times."""
    return choice.below(odds) == odds - 1
