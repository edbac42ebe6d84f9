"""The computation behind a number: its intermediate values back to parameters, each value one node.

A computed float is an object of its own, which the recording keeps alive. So whatever carries it (names, containers,
attributes, calls, closures), the first event that had the object is the one that computed it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from optimizers.derivatives import rules
from optimizers.derivatives.links import Link, NoRuleError, Pull, zero
from optimizers.derivatives.owners import Elsewhere, Owner, Owners
from tracer.computing import Computing
from tracer.slicing.index import NONE
from tracer.slicing.operations import Operation
from tracer.trainables.parameter import Parameter

_COMPUTES = frozenset({"BinOp", "UnaryOp", "AugAssign", "Call"})


@dataclass(eq=False, slots=True)
class Node:
    """A value and what it was computed from.

    `parameter`: whose value it is. `problem`: why no rule holds. `written`: the events that changed it in place.
    """

    event: int
    value: Any
    parameter: Parameter | None = None
    problem: str | None = None
    written: list[int] = field(default_factory=list)
    used: list[tuple[Node, Pull]] = field(default_factory=list)
    depends: bool = False
    adjoint: Any = 0.0


def _unknown(link: Link, problem: str) -> Node:
    return Node(link.event, link.value, problem=problem)


class Computation:
    """Finds the nodes behind one value. `nodes` has each after those it was computed from."""

    def __init__(self, computing: Computing, owners: Owners, value: Any) -> None:
        self._computing, self._owners = computing, owners
        self._nodes: dict[Any, Node] = {}
        self.result = self._node(Link(value, lambda g: g))
        self._expand(self.result)
        self.nodes = sorted(self._nodes.values(), key=lambda n: n.event)

    def _expand(self, result: Node) -> None:
        todo = [result]
        while todo:
            node = todo.pop()
            for link in self._links(node):
                count = len(self._nodes)
                used = self._node(link)
                node.used.append((used, link.pull))
                if len(self._nodes) > count:
                    todo.append(used)

    # ------------------------------------------------------------------ nodes

    def _node(self, link: Link) -> Node:
        """Return the node of an operand, a new one where it is met for the first time."""
        key: Any = id(link.value)
        node = self._nodes.get(key)
        if node is not None:
            return node
        event = self._origins.get(key, NONE)
        try:
            owner = self._owner(link, event)
        except NoRuleError as error:
            return self._nodes.setdefault((key, link.event), _unknown(link, str(error)))
        if isinstance(owner, Parameter):
            return self._nodes.setdefault((key, owner), Node(event, link.value, owner))
        if owner is Elsewhere.LITERAL:  # a signed one is computed, and may be the object of a mark
            return self._nodes.setdefault((key, owner), Node(NONE, link.value))
        if event != NONE and self._is_computed(event):
            return self._nodes.setdefault(key, Node(event, link.value))
        return self._nodes.setdefault((key, owner), Node(event, link.value))

    def _is_computed(self, event: int) -> bool:
        """Does an expression compute its value, rather than read it, or be the mark of a parameter?"""
        node = self._computing.operations.node(event)
        if node in {"Subscript", "Attribute"}:
            operation = self._computing.operations.operation(event)
            base = operation.operands[0].value if operation is not None else None
            return type(base).__module__ == "numpy"
        return node in _COMPUTES and self._owners.computes(event)

    def _owner(self, link: Link, event: int) -> Owner:
        if event == NONE or (self._is_computed(event) and not self._owners.gave(link.value)):
            return Elsewhere.UNKNOWN
        return self._owners.of(link, event)

    def _links(self, node: Node) -> list[Link]:
        if node.parameter is not None or node.problem is not None or node.event == NONE:
            return []
        computing = self._computing
        operation = computing.operations.operation(node.event)
        node.written = self._writes(node.value)
        if node.written:
            node.problem = "the array is written to, which derivatives do not follow"
            return [] if operation is None else self._operands(operation)
        try:
            if operation is not None and self._is_computed(node.event):
                return rules.links(computing, operation, node.value)
            return self._of_container(node)
        except NoRuleError as error:
            if self._is_passed_on(node):
                return []
            node.problem = str(error)
            return [] if operation is None else self._operands(operation)

    def _writes(self, value: Any) -> list[int]:
        """The events that changed an array in place."""
        return [] if isinstance(value, float) else self._computing.contents.writes(value)

    def _operands(self, operation: Operation) -> list[Link]:
        """The floats that an unknown operation was handed: nothing goes back to them, but it may depend on them."""
        found: list[Link] = []
        for operand in operation.operands:
            held = self._computing.contents.elements(operand, operation.event) or []
            found += [
                Link(v, zero, operand.event, n) for n, v in enumerate(held) if type(v) is float
            ]
            if type(operand.value) is float:
                found.append(Link(operand.value, zero, operand.event))
        return found

    def _is_passed_on(self, node: Node) -> bool:
        """Did a call such as `max` give what it was given: a literal, or what stood in a container?"""
        operation = self._computing.operations.operation(node.event)
        if operation is None or operation.node != "Call":
            return False
        held = self._holder(node)
        if held is not None:
            return self._computing.operations.node(held[0]) != "Call"
        return operation.function in (max, min) and any(
            o.event < 0 or self._computing.ways.is_constant(o.event)
            for o in operation.operands
            if type(o.value) is float and o.value == node.value
        )

    def _holder(self, node: Node) -> tuple[int, int] | None:
        """The event of the last container before a value was seen that holds it, and the place in that."""
        held = self._held.get(id(node.value), ())
        return max((h for h in held if h[0] < node.event), default=None)

    def _is_displayed(self, node: Node) -> bool:
        """Is it a literal of a container that was taken apart by code that is not recorded?"""
        held = (event for event, _ in self._held.get(id(node.value), ()) if event < node.event)
        return any(self._computing.ways.displays(event, node.value) for event in held)

    def _of_container(self, node: Node) -> list[Link]:
        """A number that was read from what other code made: of a tuple that a known function gave."""
        if self._is_displayed(node):
            return []
        holder = self._holder(node)
        if holder is None and self._computing.ways.is_input(node.event):
            return []
        if holder is None:
            raise NoRuleError("it comes from code that is not recorded")
        event, number = holder
        call = self._computing.operations.operation(event)
        if call is None or call.node != "Call":
            return []
        if self._computing.operations.enters(event):
            raise NoRuleError("it comes from code that is not recorded")
        return rules.part_links(self._computing, call, number, node.value)

    @cached_property
    def _origins(self) -> dict[int, int]:
        return self._computing.ways.first_events()

    @cached_property
    def _held(self) -> dict[int, list[tuple[int, int]]]:
        return self._computing.contents.members()
