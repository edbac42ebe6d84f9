"""The tape: one list of references for each recording, and the sinks through which code writes to it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from itertools import count
from operator import attrgetter
from sys import getsizeof
from threading import RLock, get_ident
from typing import Any
from weakref import WeakSet

from tracer.collecting import hiding, show
from tracer.snapshots import Snapshot, snapshots

Write = Callable[[tuple[Any, ...]], None]

LANE = 0
"""In place of a record's id: the next item is the number of the lane (thread or task), the record follows."""

drop: Write = deque[Any](maxlen=0).extend
"""Takes records and keeps nothing."""


class Sink:
    """Where a context's records go.

    The two attributes that recording code reads have names that no user has and `inspect.getclosurevars` passes over:
    `True` is the tape's `extend`, or None where nothing is to be recorded; `False` is the same, or `drop`. `None` is
    the last exception that left a frame.
    """

    __slots__ = ("False", "None", "True", "tape")

    def __init__(self, tape: Tape | None, write: Write | None) -> None:
        self.tape = tape
        setattr(self, "None", None)
        self.turn(write)

    def turn(self, write: Write | None) -> None:
        """Send records to `write` from the next function entered and the next turn of a loop on; None: nowhere."""
        setattr(self, "True", write)
        setattr(self, "False", drop if write is None else write)

    def turn_off(self) -> None:
        """Let go of the tape: contexts of threads that live on may hold this sink."""
        self.turn(None)
        setattr(self, "None", None)
        self.tape = None
        self.__class__ = _Off

    def __reduce__(self) -> str:
        return "OFF"


write_of: Callable[[Sink], Write] = attrgetter("False")


class _Off(Sink):
    """The sink of contexts that record nothing; it keeps nothing."""

    __slots__ = ()


setattr(_Off, "None", property(lambda _sink: None, lambda _sink, _error: None))
OFF = _Off(None, None)


class Items(list[Any]):
    """The list itself. Whoever finds it among a value's referrers and prints it must not print everything.

    `end`: where the tape was closed. Frames that run longer go on writing, which is cut off again and again. `owned`:
    how often its tape refers to it (and to the lanes).
    """

    __slots__ = ("__weakref__", "end", "owned")

    def __init__(self) -> None:
        super().__init__()
        self.end, self.owned = 0, 1

    def __repr__(self) -> str:
        return f"<tape of {len(self)} items>"


class Lanes:
    """Which thread or task writes which records. It knows the list, not the tape: frames may hold on to it."""

    def __init__(self, items: Items) -> None:
        self.items = items
        self.parents: dict[int, tuple[int, int]] = {0: (0, 0)}
        self._threads = {get_ident(): 0}
        self._numbers = count(1)

    def begin(self, parent: int) -> int:
        """Return the number of a new lane, started by `parent` at this point."""
        number = next(self._numbers)
        self.parents[number] = (parent, len(self.items))
        return number

    def begin_thread(self, parent: int) -> None:
        """The running thread is new (its identity may have been another's before)."""
        self._threads[get_ident()] = self.begin(parent)

    def of_thread(self) -> int:
        """Return the number of the running thread's lane."""
        lane = self._threads.get(get_ident())
        if lane is None:
            lane = self._threads[get_ident()] = self.begin(0)
        return lane

    def write(self, record: tuple[Any, ...]) -> None:
        """Write a record of the running thread."""
        self.items.extend((LANE, self.of_thread(), *record))

    def writer(self, lane: int) -> Write:
        """Return what writes records of one lane."""
        return lambda record: self.items.extend((LANE, lane, *record))


class Tape:
    """An append-only list of references, in the order of evaluation, and who writes to it.

    A record is `id, *values`. While one thread writes, nothing says so; from the moment that another one may, each
    record is preceded by `LANE, number`. Appending one record is atomic, so the list is one order for all threads.
    `snapshots`: what builtin containers held when the tape was closed. `windows`: the recordings of a part of it.
    `model_calls`: of language models, in order.
    """

    def __init__(self) -> None:
        self.items = Items()
        self.lanes = Lanes(self.items)
        self.sinks: list[Sink] = []
        self.open = True
        self.stopped: str | None = None
        self.max_items: int | None = None
        self.max_bytes: int | None = None
        self.snapshots: dict[int, Snapshot] = {}
        self.model_calls: list[Any] = []
        self.windows: WeakSet[Any] = WeakSet()
        self._errors: list[BaseException] = []
        self._hidden: list[dict[str, Any]] = []
        self._shared = self._pauses = False
        self._closing = RLock()

    def __len__(self) -> int:
        """Return how many items there are; what is written after the close does not count."""
        return len(self.items) if self.open else self.items.end

    def __bool__(self) -> bool:
        return True

    def limit(self, max_events: int, max_bytes: int | None, *, pauses: bool = False) -> None:
        """Set the limits. Every record has an event and at most half of its items are none: so many are enough.

        `pauses`: a tape that has enough stays open, and goes on when `resume` is called.
        """
        self.max_items, self.max_bytes, self._pauses = 2 * max_events, max_bytes, pauses

    def check(self) -> None:
        """End recording if there is enough; cut off what frames still write that began before."""
        if not self.open:
            del self.items[self.items.end :]
        elif self.max_items is not None and len(self.items) > self.max_items:
            self.stop("max_events was reached")
        elif self.max_bytes is not None and held_bytes(self.items) > self.max_bytes:
            self.stop(f"max_bytes={self.max_bytes} was reached")

    def stop(self, reason: str) -> None:
        """Write nothing more, and remember why."""
        if self.open and self._pauses:
            for sink in self.sinks:
                sink.turn(None)
        elif self.open:
            self.close()
        self.stopped = self.stopped or reason

    def resume(self) -> None:
        """Let a tape that has paused go on; its windows that end before keep what they have."""
        if self.open and self.stopped is not None:
            self.stopped = None
            for sink in self.sinks:
                sink.turn(self._write)

    @property
    def _write(self) -> Write:
        return self.lanes.write if self._shared else self.items.extend

    def sink(self) -> Sink:
        """Return a new sink of the whole tape."""
        return self._add(self._write)

    def lane_sink(self, lane: int) -> Sink:
        """Return a sink whose records all belong to `lane`: a task with a window of its own."""
        return self._add(self.lanes.writer(lane))

    def _add(self, write: Write) -> Sink:
        sink = Sink(self, write)
        self.sinks.append(sink)
        hide = hiding()
        hide(id(self.items))
        hide(id(sink))
        return sink

    def hide(self, values: dict[str, Any]) -> None:
        """Keep a dictionary of ours, which is among the items, from the collector until the tape is closed."""
        if self.open:
            self._hidden.append(values)
            hiding()(id(values))

    def let_go(self) -> None:
        """Keep nothing of ours for what is no longer among the items; forget the last exceptions."""
        if self._hidden:
            held = {id(item) for item in self.items if type(item) is dict}
            for values in self._hidden:
                if id(values) not in held:
                    show(values)
            self._hidden = [values for values in self._hidden if id(values) in held]
        for sink in self.sinks:
            setattr(sink, "None", None)

    def share(self) -> None:
        """From now on several threads write; frames that already run are those of the first."""
        if not self._shared:
            self._shared = True
            for sink in self.sinks:
                sink.turn(self.lanes.write)

    def errors(self) -> list[BaseException]:
        """Return the last exception that left a frame, of each sink."""
        held = (getattr(sink, "None") for sink in self.sinks)
        return [*self._errors, *(e for e in held if e is not None)]

    def keep_error(self, error: BaseException) -> None:
        """Keep an exception that left a frame."""
        self._errors.append(error)

    def close(self) -> None:
        """Write nothing more, from the next function entered on; what running frames still write is cut off.

        The thread that watches limits may close it too: who comes second waits until all is done.
        """
        with self._closing:
            if self.open:
                self._close()

    def forget_threads(self) -> None:
        """After a fork, in the child: a thread that is not here may hold the lock."""
        self._closing = RLock()

    def _close(self) -> None:
        self.items.end = len(
            self.items
        )  # first: once closed, the watching thread cuts off what is beyond
        self.open = False
        self._errors = self.errors()
        for sink in self.sinks:
            sink.turn_off()
        self.sinks.clear()
        for hidden in (self.items, *self._hidden):
            show(hidden)
        self._hidden.clear()
        self.snapshots = snapshots(self.items)

    def __del__(self) -> None:
        """Free what the tape holds, though a frame that never ends may hold the list."""
        self.items.end = self.items.owned = 0
        self.items.clear()
        self.snapshots.clear()
        self.model_calls.clear()
        self._errors.clear()


_SAMPLE = 1_000
_PLAIN = frozenset(
    {int, float, complex, str, bytes, bytearray, bool, list, tuple, dict, set, frozenset}
)


def held_bytes(items: list[Any]) -> int:
    """Estimate the bytes of a list and what it refers to, from a sample; user-defined sizes are not asked for."""
    step = max(1, len(items) // _SAMPLE)
    sample = items[::step]
    sizes = [getsizeof(v) if type(v) in _PLAIN else _array_bytes(v) for v in sample]
    return 8 * len(items) + (sum(sizes) * len(items)) // max(1, len(sample))


def _array_bytes(value: Any) -> int:
    kind = type(value)
    if (kind.__module__, kind.__name__) in {("numpy", "ndarray"), ("torch", "Tensor")}:
        return int(value.nbytes)
    return 64
