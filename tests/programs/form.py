"""Forms: source templates whose holes say what may go into them.

| hole     | is filled with                                                                       |
|----------|--------------------------------------------------------------------------------------|
| `$int`   | an expression (or statements: `$block`) of that kind, in the scope around the form     |
| `$+int`  | the same, in the scope that the form opens, where its own names are known              |
| `$-int`  | the same, where walrus, yield and await are forbidden (iterables, annotations)         |
| `$INT1`  | a fresh name for a value of that kind, the same at each occurrence in the form         |
| `$int1`  | a name of that kind that the scope has bound and may rebind (`$fn1`: or may only read) |
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from textwrap import dedent

HOLE = re.compile(r"\$(?P<mark>[+-]?)(?P<kind>[A-Za-z]+)(?P<digit>\d?)")
BEFORE_ENCLOSED = re.compile(
    r"([\n(\[{,:;]|[^=!<>]=|(^|\n)\s*(return|if|elif|while|assert|yield))\s*$"
)
AFTER_ENCLOSED = re.compile(r"\s*([)\]},:;\n]|$)")
NOT_IN_FIELD = re.compile(r'["\n\\#]')  # what a replacement field of 3.11 may not hold
# Kinds that are always a name.
NAMED = frozenset(
    "fn multi gen afn agen deco err glob numtype algtype ordtype boxtype calltype proptype guardtype "
    "table book thing alter modify proc".split()
)
# Kinds of object that only a class of the program can make.
TYPED = frozenset("num alg ord box call prop guard".split())


@dataclass(frozen=True, slots=True)
class Hole:
    """A place in a form; `name` is "" where an expression or statements go."""

    kind: str
    mark: str
    name: str
    margin: str
    enclosed: bool

    @property
    def fresh(self) -> bool:
        """Say whether the hole is filled with a new name."""
        return self.name.isupper()


@dataclass(frozen=True, slots=True)
class Form:
    """A template in parts, the capabilities it needs from its scope, and the scope it opens."""

    text: str
    parts: tuple[str | Hole, ...]
    needs: frozenset[str]
    inside: str
    atomic: bool

    def names(self) -> dict[str, Hole]:
        """Return a hole for each name in the form."""
        return {part.name: part for part in self.parts if isinstance(part, Hole) and part.name}


@dataclass(frozen=True, slots=True)
class Repeat:
    """From `low` to `high` forms of `kind`, then one of `ending` unless that is ""."""

    kind: str
    low: int
    high: int
    ending: str = ""


def lines(text: str, *, needs: str = "", inside: str = "") -> tuple[Form, ...]:
    """Return the forms that `text` has on its lines.

    All of them need the flags `needs`, and have their `+` holes in the scope `inside`.
    """
    return _forms(dedent(text).strip("\n").split("\n"), needs, inside)


def blocks(text: str, *, needs: str = "", inside: str = "") -> tuple[Form, ...]:
    """Return the forms that stand in `text` with blank lines between them."""
    return _forms(dedent(text).strip("\n").split("\n\n"), needs, inside)


def followed(found: Iterable[Form], by: str) -> tuple[Form, ...]:
    """Return the forms `found`, each with the statement `by` after it."""
    return tuple(_form(f"{form.text}\n{by}", form.needs, form.inside) for form in found)


def _forms(texts: Iterable[str], needs: str, inside: str) -> tuple[Form, ...]:
    return tuple(_form(text, frozenset(needs.split()), inside) for text in texts)


def _form(text: str, flags: frozenset[str], inside: str) -> Form:
    parts = tuple(_parts(text))
    needs = flags.union(*(_required(part) for part in parts if isinstance(part, Hole)))
    if NOT_IN_FIELD.search(text):
        needs |= {"free"}
    return Form(text, parts, needs, inside, _is_atomic(HOLE.sub("x", text)))


def _parts(text: str) -> Iterator[str | Hole]:
    end = 0
    for match in HOLE.finditer(text):
        yield text[end : match.start()]
        yield _hole(match, text)
        end = match.end()
    yield text[end:]


def _hole(match: re.Match[str], text: str) -> Hole:
    before, after = text[: match.start()], text[match.end() :]
    line = before.rpartition("\n")[2]
    name = match["kind"] + match["digit"] if match["digit"] else ""
    enclosed = bool(BEFORE_ENCLOSED.search(before) and AFTER_ENCLOSED.match(after))
    return Hole(
        match["kind"].lower(), match["mark"], name, line[: len(line) - len(line.lstrip())], enclosed
    )


def _required(hole: Hole) -> set[str]:
    if hole.fresh:
        return set()
    if hole.kind in NAMED:
        return {hole.kind}
    if hole.name:
        return {f"own {hole.kind}"}
    return {f"{hole.kind}type"} if hole.kind in TYPED else set()


def _is_atomic(text: str) -> bool:
    """Say whether `text` needs no parentheses: nothing but names, dots and quotes outside brackets."""
    depth = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if depth == 0 and not (character.isalnum() or character in "_.'\")]}"):
            return False
    return True
