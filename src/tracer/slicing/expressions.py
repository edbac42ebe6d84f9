"""What expressions were made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tracer.slicing.awaiting import Awaiting
from tracer.slicing.containers import Use
from tracer.slicing.histories import ALL
from tracer.slicing.index import NONE, Run
from tracer.slicing.readers import Readers

_IDENTITY = frozenset({"is", "is not", "Is", "IsNot"})


class Expressions:
    """Answers what evaluations used. `uses` says it of any event."""

    def __init__(self, ask: Readers, uses: Callable[[int, Any], list[Use]]) -> None:
        self.index, self.places, self.calls = ask.index, ask.places, ask.calls
        self.heap, self.containers = ask.heap, ask.containers
        self.attributes, self.untraced = ask.attributes, ask.untraced
        self.awaiting = Awaiting(ask, uses)

    def evaluated(self, event: int, run: Run, site: int) -> list[Use]:
        """Return what an evaluation used."""
        rule = _RULES.get(run.statics.node(site), Expressions._operation)
        return rule(self, event, run, site)

    def _constant(self, _event: int, _run: Run, _site: int) -> list[Use]:
        return []

    def _name(self, event: int, run: Run, site: int) -> list[Use]:
        binding = run.statics.binding(site)
        stored = self.places.store(run, binding, event)
        if stored == NONE and binding.function == run.site and run.entry != NONE:
            formals = [step >> 2 for step in binding.stores if run.statics.node(step >> 2) == "arg"]
            for formal in formals:  # its store is not recorded: a lambda inside a comprehension
                found, deep = self.calls.arguments.of(event, formal)
                inner = [u for e in found if deep for u in self.containers.contents(e, event)]
                return [*((e, None) for e in found), *inner]
        return [(stored, None)]

    def subscript(self, event: int, run: Run, site: int) -> list[Use]:
        """Return what an element was made from: the object, the key, and what put it there."""
        parts = run.statics.children[site]
        base = self.calls.operand(event, parts[0])
        keys = [
            e for p in run.statics.operands(site)[1:] if (e := self.calls.operand(event, p)) != NONE
        ]
        found: list[Use] = [(e, None) for e in (base, *keys) if e != NONE]
        found += self.calls.results.gave(event)
        if base == NONE or event in self.index.entered:
            return found
        value = self.index.values[base]
        key: Any = ALL
        if (
            run.statics.node(parts[1]) != "Slice"
            and keys
            and parts[1] in run.statics.operands(site)
        ):
            key = self.heap.key_of(value, self.index.values[keys[0]], event)
        return [*found, *self.containers.element(base, key, event)]

    def _operation(self, event: int, _run: Run, _site: int) -> list[Use]:
        """An operator uses its operands, and what they hold; of objects whose own methods ran those tell that."""
        found: list[Use] = []
        for part in self.calls.operands(event):
            found.append((part, None))
            if not self.calls.told_by_methods(event, part):
                found += self.containers.contents(part, event)
        return [*found, *self.calls.results.gave(event)]

    def _compare(self, event: int, run: Run, site: int) -> list[Use]:
        if set(run.statics.operator(site).split()) <= _IDENTITY:
            return [(e, None) for e in self.calls.operands(event)]
        return self._operation(event, run, site)

    def _chosen(self, event: int, _run: Run, _site: int) -> list[Use]:
        """`a and b`, `a if t else b` give one of their operands, and the others decided which."""
        operands = self.calls.operands(event)
        found: list[Use] = [(e, None) for e in operands]
        for tested in operands[:-1]:
            found += self.containers.contents(tested, event)
        return found

    def _made(self, event: int, _run: Run, _site: int) -> list[Use]:
        """A new container is a new object, whatever is put in."""
        return list(self.calls.results.gave(event))

    def _awaited(self, event: int, run: Run, site: int) -> list[Use]:
        """What awaiting gave: of a coroutine what it returned, of tasks what theirs did."""
        found = self._operation(event, run, site)
        sources = self.calls.operands(event)
        if self._enters_its_own(event, sources):
            return found
        return [*found, *self.awaiting.behind(sources, event)]

    def _enters_its_own(self, event: int, sources: list[int]) -> bool:
        """Did an `await` enter the very coroutine that it was given?"""
        entered = {frame for frame, _ in self.index.entered.get(event, ())}
        frames_of, values = self.calls.generators.coroutines.frames_of, self.index.values
        return bool(entered) and any(
            r.place in entered for s in sources for r in frames_of(values[s])
        )

    def _with(self, event: int, run: Run, site: int) -> list[Use]:
        """Entering a manager gives what its `__enter__` gave."""
        entered = list(self.calls.results.gave(event))
        managers = (
            index_of
            for c in run.statics.children[site]
            if run.statics.role(c) == "context_expr"
            for index_of in [self.index.latest(run, c, event)]
        )
        found: list[Use] = [(m, None) for m in managers]
        return [*found, *entered]

    def _lambda(self, _event: int, _run: Run, _site: int) -> list[Use]:
        return []

    def _return(self, event: int, _run: Run, _site: int) -> list[Use]:
        return [(e, None) for e in self.calls.operands(event)]

    def _yield(self, event: int, run: Run, site: int) -> list[Use]:
        """A `yield` gives what was sent by who resumed the generator."""
        entry = run.entered_by[run.activation(event)]
        if entry == NONE or run.statics.node(site) != "Yield":
            return [
                *self.calls.results.gave(event),
                *((e, None) for e in self.calls.operands(event)),
            ]
        return []

    def _call(self, event: int, run: Run, site: int) -> list[Use]:
        statics = run.statics
        callee = self.calls.operand(event, statics.children[site][0])
        found: list[Use] = [(callee, None)]
        if site in statics.table.parameters:
            return [(e, None) for e in self.calls.operands(event)[1:2]]
        direct = self.calls.direct(event)
        if direct:
            if self._is_made(event):
                return found
            for activation in direct:
                found += [(e, None) for e in self.calls.results.of(activation)]
            return found
        found += self.untraced.result(event, run, site, callee)
        return [*found, *self.awaiting.of_call(event, run, site, found)]

    def _is_made(self, event: int) -> bool:
        """Did a call make an object: was what it entered an `__init__`?"""
        runs = (self.index.runs[frame] for frame, _ in self.index.entered[event])
        return all(r.statics.rows[r.site][3] == "__init__" for r in runs)


_Rule = Callable[[Expressions, int, Run, int], "list[Use]"]
_RULES: Mapping[str, _Rule] = {
    "Constant": Expressions._constant,
    "Name": Expressions._name,
    "Attribute": lambda rules, event, run, site: rules.attributes.load(event, run, site),
    "Subscript": Expressions.subscript,
    "Compare": Expressions._compare,
    "BoolOp": Expressions._chosen,
    "IfExp": Expressions._chosen,
    "NamedExpr": Expressions._chosen,
    "List": Expressions._made,
    "Tuple": Expressions._made,
    "Set": Expressions._made,
    "Dict": Expressions._made,
    "ListComp": Expressions._made,
    "SetComp": Expressions._made,
    "DictComp": Expressions._made,
    "Lambda": Expressions._lambda,
    "Return": Expressions._return,
    "Yield": Expressions._yield,
    "Call": Expressions._call,
    "Await": Expressions._awaited,
    "With": Expressions._with,
    "AsyncWith": Expressions._with,
}
