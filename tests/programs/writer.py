"""Fills forms with forms until source text is left."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from .choice import Choice, one_in, pick
from .form import NAMED, Form, Hole
from .grammar import GRAMMAR
from .scope import Names, Scope
from .table import Grammar

UNREACHABLE_ODDS = 10  # of a statement after one that ends its block
DEFINED_AFTER = NAMED - {"err"}  # names of functions and classes: known after their form, not in it
PREFIXES = {"int": "n", "ints": "xs", "dict": "d", "count": "i", "err": "error"}
PREFIXES["str"] = "é"  # so that bytes are not columns
ENDS = ("return", "raise", "break", "continue")


@dataclass(frozen=True, slots=True)
class Filled:
    """The text of a form, and the names known after it."""

    text: str
    fresh: Names


@dataclass(frozen=True, slots=True)
class _Scopes:
    """The scopes around and within a form."""

    around: Scope
    within: Scope

    def of(self, mark: str) -> Scope:
        if mark == "+":
            return self.within
        if mark == "-":
            return self.around.without("walrus", "yield", "delegate", "await")
        return self.around


class Writer:
    """Writes source; owns the supply of fresh names and the number of statements left."""

    def __init__(self, choice: Choice, *, statements: int, grammar: Grammar = GRAMMAR) -> None:
        self.choice = choice
        self.grammar = grammar
        self.statements = statements
        self._numbers = count(1)

    def write(self, kind: str, scope: Scope) -> Filled:
        """Return a random form of `kind`, filled."""
        return self.fill(self._form(kind, scope), scope, self.grammar.depth)

    def fill(self, form: Form, scope: Scope, depth: int) -> Filled:
        """Return `form` with its holes filled, expressions `depth` levels deep."""
        holes = form.names()
        names = {name: self._name(hole, scope) for name, hole in holes.items()}
        fresh = [(hole.kind, names[name]) for name, hole in holes.items() if hole.fresh]
        within = _grouped([pair for pair in fresh if pair[0] not in DEFINED_AFTER])
        after = _grouped([pair for pair in fresh if pair[0] in DEFINED_AFTER])
        scopes = _Scopes(scope, scope.enter(form.inside, within, names.values()))
        text = "".join(
            part if isinstance(part, str) else self._plug(part, names, scopes, depth)
            for part in form.parts
        )
        return Filled(text, after if form.inside else {**within, **after})

    def _plug(self, hole: Hole, names: Mapping[str, str], scopes: _Scopes, depth: int) -> str:
        if hole.name:
            return names[hole.name]
        scope = scopes.of(hole.mark)
        if hole.kind in self.grammar.repeated:
            text = self._repeat(hole.kind, scope)
        else:
            text = self._expression(hole, scope, depth)
        return text.replace("\n", "\n" + hole.margin) if "\n" in text else text

    def _name(self, hole: Hole, scope: Scope) -> str:
        if not hole.fresh:
            named = hole.kind in NAMED
            return self._known(scope.readable(hole.kind) if named else scope.own[hole.kind])
        number = next(self._numbers)
        if hole.kind.endswith("type"):
            return f"{hole.kind.removesuffix('type').title()}{number}"
        return f"{PREFIXES.get(hole.kind, hole.kind)}{number}"

    def _known(self, names: tuple[str, ...]) -> str:
        return names[-1 - self.choice.below(len(names))]

    def _expression(self, hole: Hole, scope: Scope, depth: int) -> str:
        names = scope.readable(hole.kind)
        if names and (hole.kind in NAMED or depth <= 0 or self.choice.below(8) < 3):
            return self._known(names)
        form = self._expression_form(hole.kind, scope, depth)
        text = self.fill(form, scope, depth - 1).text
        return text if hole.enclosed or form.atomic else f"({text})"

    def _expression_form(self, kind: str, scope: Scope, depth: int) -> Form:
        if kind not in self.grammar.forms:
            return self._leaf(kind, scope)
        if "risky" in scope.flags and one_in(self.choice, self.grammar.fault_odds):
            return pick(self.choice, self.grammar.applicable("fault", scope.capabilities))
        if depth <= 0 or self.choice.below(6) == 0:
            return self._leaf(kind, scope)
        return pick(self.choice, self.grammar.applicable(kind, scope.capabilities))

    def _leaf(self, kind: str, scope: Scope) -> Form:
        return pick(
            self.choice,
            [form for form in self.grammar.leaves[kind] if form.needs <= scope.capabilities],
        )

    def _repeat(self, kind: str, scope: Scope) -> str:
        repeat = self.grammar.repeated[kind]
        texts: list[str] = []
        for _ in range(repeat.low + self.choice.below(repeat.high - repeat.low + 1)):
            filled = self.write(repeat.kind, scope)
            texts.append(filled.text)
            scope = scope.define(filled.fresh)
            if filled.text.startswith(ENDS) and not one_in(self.choice, UNREACHABLE_ODDS):
                break
        if repeat.ending:
            texts.append(self.write(repeat.ending, scope).text)
        return "\n".join(texts)

    def _form(self, kind: str, scope: Scope) -> Form:
        if kind == "statement":
            kind = self._statement_kind(scope)
        return pick(self.choice, self.grammar.applicable(kind, scope.capabilities))

    def _statement_kind(self, scope: Scope) -> str:
        self.statements -= 1
        if "risky" in scope.flags and one_in(self.choice, self.grammar.fault_statement_odds):
            return "failure"
        compound = (
            self.statements > 0
            and scope.nesting < self.grammar.nesting
            and self.choice.below(5) >= 2
        )
        return "compound" if compound else "simple"


def _grouped(pairs: list[tuple[str, str]]) -> Names:
    groups: dict[str, tuple[str, ...]] = {}
    for kind, name in pairs:
        groups[kind] = (*groups.get(kind, ()), name)
    return groups
