"""A grammar: the forms of each kind, and how deep and how faulty what is written from them may be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from .form import Form, Repeat

Forms = Mapping[str, tuple[Form, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Grammar:
    """Forms, leaves (what stands where nothing deeper may), and what is repeated; of odds, one in so many."""

    forms: Forms
    leaves: Forms
    repeated: Mapping[str, Repeat]
    depth: int = 2  # of expressions
    nesting: int = 5  # of blocks
    fault_odds: int = 110  # of expressions
    fault_statement_odds: int = 30

    def applicable(self, kind: str, capabilities: frozenset[str]) -> tuple[Form, ...]:
        """Return the forms of `kind` whose needs are met."""
        return _applicable(self, kind, capabilities)


@cache
def _applicable(grammar: Grammar, kind: str, capabilities: frozenset[str]) -> tuple[Form, ...]:
    return tuple(form for form in grammar.forms[kind] if form.needs <= capabilities)


def joined(tables: Iterable[Forms]) -> Forms:
    """Return the forms of all tables, by kind."""
    found: dict[str, tuple[Form, ...]] = {}
    for table in tables:
        for kind, forms in table.items():
            found[kind] = found.get(kind, ()) + forms
    return found
