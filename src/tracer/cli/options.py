"""Options of commands: a table that says what there is, which parsing and help both read.

Not argparse: what follows the program's name is the program's, whatever it looks like.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tracer.cli.misuse import Misuse, closest


class Option(NamedTuple):
    """A flag of a command. One with a `metavar` takes a value; with `many` it may be given several times."""

    flag: str
    help: str
    metavar: str = ""
    short: str = ""
    many: bool = False

    @property
    def name(self) -> str:
        """The flag without its dashes: its key in what was given and in `[tool.tracer]`."""
        return self.flag.removeprefix("--")


Given = dict[str, list[str]]
"""By name, the values given; of a flag that takes none, one empty text."""


def parse(
    words: Sequence[str], options: Sequence[Option], stops: frozenset[str] = frozenset()
) -> tuple[Given, list[str]]:
    """Return the options that stand before the first other word, and all words from there on.

    `stops`: words that begin like options and are none; of two-letter ones the value may be part of the word.
    Raises Misuse.
    """
    flags = {name: option for option in options for name in (option.flag, option.short) if name}
    given: Given = {}
    at = 0
    while at < len(words):
        word = words[at]
        if word == "--":
            return given, list(words[at + 1 :])
        if word[:1] != "-" or word == "-" or word[:2] in stops:
            break
        name, equals, value = word.partition("=")
        option = flags.get(name)
        if option is None:
            raise Misuse(f"there is no option {name}{closest(name, flags)}")
        at += 1
        if not option.metavar:
            if equals:
                raise Misuse(f"{name} takes no value")
        elif not equals:
            if at == len(words):
                raise Misuse(f"{name} needs a value: {name} {option.metavar}")
            value, at = words[at], at + 1
        _add(given, option, value)
    return given, list(words[at:])


def _add(given: Given, option: Option, value: str) -> None:
    if option.many:
        given.setdefault(option.name, []).append(value)
    else:
        given[option.name] = [value]


def described(options: Sequence[Option]) -> str:
    """Return the options as lines of a help text."""
    heads = [
        f"{option.short + ', ' if option.short else ''}{option.flag} {option.metavar}".rstrip()
        for option in options
    ]
    width = max(map(len, heads))
    return "\n".join(
        f"  {head:<{width}}  {option.help}" for head, option in zip(heads, options, strict=True)
    )


def last(given: Mapping[str, list[str]], name: str) -> str | None:
    """Return the last value given, or None."""
    values = given.get(name)
    return values[-1] if values else None
