"""Receivers: where the first formal came from where no argument was written for it."""

from __future__ import annotations

from tracer.frames import NOT_KEPT
from tracer.slicing.effects import ATOMIC
from tracer.slicing.index import NONE, Index, Run
from tracer.slicing.statics import Statics, remembered

MADE_BY = frozenset({"__init__", "__new__", "__call__", "__post_init__"})
"""Methods that are entered by calls of something else's name."""


class Receivers:
    """Answers for the frames that calls entered."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def of(self, event: int, run: Run, entry: int, caller: Run) -> list[int] | None:
        """Return where the first formal came from, None where an argument was written for it."""
        row, callee = run.statics.rows[run.site], caller.statics.children[self.index.site(entry)][0]
        if row[0] == "Lambda":
            return None
        if run.statics.node(row[2]) != "ClassDef":
            return self._of_function(event, run, entry, caller, callee)
        called = self.index.latest(caller, callee, entry)
        value = self.index.values[called] if called != NONE else NOT_KEPT
        known = [called] if called != NONE else []
        if isinstance(value, type) or (row[3] in MADE_BY and caller.statics.node(callee) == "Name"):
            return known
        decorators = _decorators(run.statics, run.site)
        if "staticmethod" in decorators:
            return None
        base = self.base(entry, caller, callee)
        if base is None:  # `super().method()`
            return known if known or caller.statics.node(callee) == "Attribute" else None
        of_class = isinstance(self.index.values[base], type) and "classmethod" not in decorators
        if of_class and self.index.values[base] is not self._first_formal(event, run):
            return None
        return [base]

    def _of_function(
        self, event: int, run: Run, entry: int, caller: Run, callee: int
    ) -> list[int] | None:
        """A function that was made a method by assignment looks like any other."""
        base = self.base(entry, caller, callee)
        if base is None:
            return None
        first = self._first_formal(event, run)
        same = first is not NOT_KEPT and self.index.values[base] is first
        return [base] if same and type(first) not in ATOMIC else None

    def base(self, entry: int, caller: Run, callee: int) -> int | None:
        """Return the event that gave the object whose attribute is called."""
        if caller.statics.node(callee) != "Attribute":
            return None
        event = self.index.latest(caller, caller.statics.children[callee][0], entry)
        return None if event == NONE else event

    def _first_formal(self, event: int, run: Run) -> object:
        formals = run.statics.formals(run.site)
        if not formals:
            return NOT_KEPT
        first = self.index.latest(run, formals[0][0], event + 1)
        return NOT_KEPT if first == NONE else self.index.values[first]


@remembered
def _decorators(statics: Statics, function: int) -> frozenset[str | None]:
    """The names of a function's decorators."""
    children = statics.children[function]
    return frozenset(statics.rows[c][3] for c in children if statics.role(c) == "decorator_list")
