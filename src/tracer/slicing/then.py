"""Values as they were: what a container held when an event had it, by replaying the recorded writes forward."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rewriters.templates import Action
from tracer.frames import NOT_KEPT, NotKept
from tracer.slicing.effects import ATOMIC, MUTATORS
from tracer.slicing.flows import Flows
from tracer.slicing.histories import Write
from tracer.slicing.index import NONE, Index, Run
from tracer.slicing.statics import COMPREHENSIONS

MAX_LENGTH = 10_000
"""A longer container is shown as it is now."""

_DISPLAYS = frozenset({"List", "Dict", "Set"})
_FROM_CALL: Mapping[type, frozenset[str]] = {
    list: frozenset({"append", "extend", "insert", "pop", "clear", "remove", "sort", "reverse"}),
    dict: frozenset({"update", "setdefault", "pop", "clear", "popitem"}),
    set: frozenset({"add", "discard", "remove", "clear", "update"}),
}


class _Unknown(Exception):  # a signal of this module's own, no error
    """The replay does not know what happened."""


class Then:
    """Replays the recorded writes to containers. `raised`: exceptions by their identity."""

    def __init__(
        self,
        index: Index,
        flows: Flows,
        snapshots: Mapping[int, Any],
        raised: Mapping[int, BaseException],
    ) -> None:
        self.index, self.flows, self._snapshots, self._raised = index, flows, snapshots, raised
        self._states: dict[int, list[tuple[int, Any]] | None] = {}

    def value(self, event: int) -> tuple[Any, bool]:
        """Return an event's value as it was then, and whether that is sure.

        Containers are copies, one level deep. What is not replayed is the object itself, as it is now. What raised has
        its exception, where that is known.
        """
        if event in self.index.errors:
            return self._raised.get(self.index.errors[event], NOT_KEPT), True
        value = self.index.values[event]
        kind = type(value)
        if isinstance(value, NotKept):
            return NOT_KEPT, True
        if kind in ATOMIC:
            return value, True
        if kind in {tuple, frozenset}:
            return value, all(type(v) in ATOMIC for v in value)
        if kind not in {list, dict, set}:
            return value, False
        states = self._of(value)
        if states is None:
            return value, False
        state = next((s for e, s in reversed(states) if e <= event), None)
        return (value, False) if state is None else (state, True)

    def _of(self, value: Any) -> list[tuple[int, Any]] | None:
        """The states of a container, each with the event that made it; None where they are not known."""
        if id(value) not in self._states:
            try:
                self._states[id(value)] = self._replayed(value)
            except (_Unknown, LookupError, ValueError, TypeError):
                self._states[id(value)] = None
        return self._states[id(value)]

    def _replayed(self, value: Any) -> list[tuple[int, Any]]:
        history = self.flows.heap.history(value)
        closed = self._snapshots.get(id(value))
        origin = self.flows.heap.origin(value)
        if history is None:
            if closed is None:
                raise _Unknown
            return [(origin, closed.copy())]
        if len(value) > MAX_LENGTH or len(history.writes) * len(value) > MAX_LENGTH * 100:
            raise _Unknown
        state = self._first(value, origin)
        states = [(origin, state.copy())]
        for write in history.writes:
            self._apply(state, write)
            states.append((write.event, state.copy()))
        if closed is not None and not _same(state, closed):
            raise _Unknown
        return states

    def _first(self, value: Any, origin: int) -> Any:
        """What the container held when it was made: told by its display, comprehension, or copy of another."""
        if origin == NONE:
            raise _Unknown
        run, site = self.index.run_of(origin), self.index.site(origin)
        node = run.statics.node(site)
        if any(run.statics.node(c) == "Starred" for c in run.statics.children[site]):
            raise _Unknown
        if node in {"Dict", "DictComp"}:
            return self._first_dict(run, site, origin)
        if node in _DISPLAYS or node in COMPREHENSIONS:
            return type(value)(self._value_of(e) for e in self.flows.containers.elements(origin))
        if node == "Call" and not self.flows.calls.operands(origin)[1:]:
            return type(value)()
        raise _Unknown

    def _first_dict(self, run: Run, site: int, origin: int) -> dict[Any, Any]:
        children = run.statics.children[site]
        if run.statics.node(site) == "DictComp":
            before = self.index.latest(run, site, origin)
            parts = [run.statics.child(site, role) for role in ("key", "value")]
            keys, values = (
                self.index.between(run, p, before, origin) if p is not None else () for p in parts
            )
            pairs = list(zip(keys, values, strict=True))
        else:
            keyed = [c for c in children if run.statics.role(c) == "keys"]
            valued = [c for c in children if run.statics.role(c) == "values"]
            pairs = [
                (self.flows.calls.operand(origin, k), self.flows.calls.operand(origin, v))
                for k, v in zip(keyed, valued, strict=True)
            ]
        return {_plain(self._value_of(k)): self._value_of(v) for k, v in pairs}

    def _value_of(self, event: int) -> Any:
        value = self.index.values[event] if event != NONE else None
        if event == NONE or isinstance(value, NotKept):
            raise _Unknown
        return value

    def _apply(self, state: Any, write: Write) -> None:
        run, site = self.index.run_of(write.event), self.index.site(write.event)
        statics = run.statics
        node = statics.node(site)
        if node == "Call":
            self._called(state, write.event, run, site)
        elif node == "AugAssign" and statics.node(statics.children[site][0]) == "Subscript":
            self._stored(state, write.event, run, statics.children[site][0], write.event)
        elif node == "Subscript" and self.index.action(write.event) == Action.STORE:
            if statics.node(statics.parent(site)) == "Delete":
                del state[_plain(self._key(run, site, write.event))]
                return
            value = statics.child(statics.parent(site), "value")
            if value is None or statics.role(site) != "targets":
                raise _Unknown
            self._stored(state, write.event, run, site, self.index.latest(run, value, write.event))
        elif node == "AugAssign" and type(state) is list:
            more = self.index.latest(run, statics.children[site][1], write.event)
            state.extend(self._then(more))
        else:
            raise _Unknown

    def _stored(self, state: Any, event: int, run: Run, target: int, source: int) -> None:
        state[_plain(self._key(run, target, event))] = self._value_of(source)

    def _key(self, run: Run, target: int, event: int) -> Any:
        part = run.statics.children[target][1]
        if run.statics.node(part) == "Slice":
            raise _Unknown
        return self._value_of(self.index.latest(run, part, event))

    def _called(self, state: Any, event: int, run: Run, site: int) -> None:
        callee = run.statics.children[site][0]
        name = run.statics.rows[callee][3] or ""
        kind = type(state)
        if (
            run.statics.node(callee) != "Attribute"
            or name not in MUTATORS.get(kind, {})
            or run.statics.keywords(site)
            or event in self.index.errors
            or name not in _FROM_CALL[kind]
        ):
            raise _Unknown
        arguments = [self._then(e) for e in self.flows.calls.operands(event)[1:]]
        if kind is not list or name in {"remove", "sort"}:
            compared = [*state, *arguments] if kind is list else arguments[:1]
            for key in compared if name != "update" else []:
                _plain(key)
        if kind is set and name == "update":
            raise _Unknown
        method: Callable[..., Any] = getattr(state, name)
        method(*arguments)

    def _then(self, event: int) -> Any:
        value, sure = (
            self.value(event)
            if type(self.index.values[event]) in {list, dict, set}
            else (self._value_of(event), True)
        )
        if not sure:
            raise _Unknown
        return value


def _plain(key: Any) -> Any:
    """Hashing and comparing a key must run no code of the user's."""
    if type(key) is tuple:
        return tuple(map(_plain, key))
    if type(key) not in {int, float, complex, bool, str, bytes, type(None)}:
        raise _Unknown
    return key


def _same(state: Any, closed: Any) -> bool:
    """Do two containers hold the same objects? Numbers and texts made again are told by what they are."""
    if type(state) is not type(closed) or len(state) != len(closed):
        return False
    if type(state) is list:
        return all(_alike(a, b) for a, b in zip(state, closed, strict=True))
    if type(state) is dict:
        return all(_alike(a, b) for a, b in zip(state, closed, strict=True)) and all(
            _alike(a, b) for a, b in zip(state.values(), closed.values(), strict=True)
        )
    return {id(v) for v in state} == {id(v) for v in closed} or all(
        type(v) in ATOMIC and v in closed for v in state
    )


def _alike(one: Any, other: Any) -> bool:
    return one is other or (type(one) is type(other) and type(one) in ATOMIC and one == other)
