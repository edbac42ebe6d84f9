"""What containers held at a point of the run, as values."""

from __future__ import annotations

from itertools import takewhile
from types import BuiltinFunctionType, FunctionType
from typing import Any

from tracer.slicing.flows import Flows
from tracer.slicing.index import NONE
from tracer.slicing.operations import Operand, Operations
from tracer.slicing.then import Then


class Contents:
    """Answers what lists, tuples, sets and dicts held."""

    def __init__(self, operations: Operations, flows: Flows, then: Then) -> None:
        self._operations, self._flows, self._then = operations, flows, then

    def element_event(self, container: int, number: int, before: int) -> int:
        """Return the event that had what stands at a place of a list or tuple just before another event, or NONE."""
        cells = self._flows.containers.cells_of(container, before)
        inside = isinstance(cells, list) and number < len(cells)
        return cells[number].held if inside else NONE

    def origin(self, value: Any) -> int:
        """Return the first event that had an object (no number), or NONE."""
        return self._flows.heap.origin(value)

    def members(self) -> dict[int, list[tuple[int, int]]]:
        """Return, by the identity of each float in containers, the first events that had these, and the places in them."""
        found: dict[int, list[tuple[int, int]]] = {}
        seen: set[int] = set()
        for event, value in self._flows.index.given():
            if type(value) in _HOLDING and id(value) not in seen:
                _members(value, event, seen, found)
        return found

    def elements(self, operand: Operand, before: int) -> list[Any] | None:
        """Return what a list, tuple, set or dict's keys held just before an event, None where that is not known."""
        value = operand.value
        if type(value) in {tuple, frozenset}:
            return list(value)
        if type(value) not in {list, dict, set}:
            return None
        if not self._changed_after(value, before) or operand.event == NONE:
            return list(value)
        held, sure = self._then.value(operand.event)
        return list(held) if sure else None

    def held(self, operand: Operand, before: int) -> list[Any] | None:
        """Return the values that a dict held just before an event, None where they are not known."""
        keys = self.elements(operand, before)
        if keys is None or type(operand.value) is not dict:
            return None
        if not self._changed_after(operand.value, before):
            return list(operand.value.values())
        return list(self._then.value(operand.event)[0].values())

    def writes(self, value: Any) -> list[int]:
        """Return the stores into an object; of calls that it was handed to it is not known."""
        history = self._flows.heap.history(value)
        return (
            []
            if history is None
            else [w.event for w in history.writes if self._operations.node(w.event) != "Call"]
        )

    def _changed_after(self, value: Any, event: int) -> bool:
        """Was a container perhaps written to by an event or after it? Functions of numpy's read what they are handed."""
        history = self._flows.heap.history(value)
        writes = [] if history is None else history.writes
        later = takewhile(lambda w: w.event >= event, reversed(writes))
        return any(not self._is_numpys(w.event) for w in later)

    def _is_numpys(self, event: int) -> bool:
        operation = (
            self._operations.operation(event) if self._operations.node(event) == "Call" else None
        )
        function = None if operation is None else operation.function
        kind = type(function)
        if kind in {BuiltinFunctionType, FunctionType}:
            return str(function.__module__).split(".")[0] == "numpy"
        return kind.__module__ == "numpy"


_HOLDING = frozenset({list, tuple, dict, set, frozenset})


def _members(
    value: Any, event: int, seen: set[int], found: dict[int, list[tuple[int, int]]]
) -> None:
    """Add the floats that a container holds at any depth."""
    todo = [value]
    while todo:
        container = todo.pop()
        seen.add(id(container))
        held = [*container, *container.values()] if type(container) is dict else list(container)
        for number, item in enumerate(held):
            if type(item) is float:
                found.setdefault(id(item), []).append((event, number))
            elif type(item) in _HOLDING and id(item) not in seen:
                todo.append(item)
