"""Threads and executors started by a context that is recorded, or overlaid, are so too: they get our variables only."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any, NamedTuple

from tracer.arrivals import Arrivals
from tracer.live import Changes, overlaid
from tracer.runtime import context
from tracer.tape import Sink

_KEY = "@tracer"
_POOLS = "concurrent.futures.thread"
_STARTERS = [n for n in ("_start_new_thread", "_start_joinable_thread") if hasattr(threading, n)]
_originals: dict[str, Any] = {}
_users = {"count": 0}
_lock = threading.Lock()


def put_in_place() -> None:
    """Hand the sink and the overlay of a context on to the threads and the pool's work that it starts."""
    with _lock:
        _users["count"] += 1
        if _users["count"] == 1:
            _put_in_place()


def take_away() -> None:
    """Leave the standard library as it was, once nobody needs it otherwise."""
    with _lock:
        _users["count"] -= 1
        if _users["count"] == 0:
            _take_away()


def _put_in_place() -> None:
    for name in _STARTERS:
        _originals[name] = getattr(threading, name)
        setattr(threading, name, _starting(_originals[name]))
    _originals["ident"] = threading.Thread._set_ident  # type: ignore[attr-defined]  # the first thing a thread runs
    threading.Thread._set_ident = _begun(_originals["ident"])  # type: ignore[attr-defined]  # as above
    if _POOLS in sys.modules:
        _patch_pools()
    else:
        _arrivals.put_in_place()


def _patch_pools() -> None:
    work: Any = sys.modules[_POOLS]._WorkItem
    _originals["init"], _originals["run"] = work.__init__, work.run
    work.__init__, work.run = _submitted(work.__init__), _worked(work.run)


_arrivals = Arrivals({_POOLS}, _patch_pools)
"""Pools are patched when the program imports them: they bring `logging`, which takes longer to load than we do."""


def _take_away() -> None:
    _arrivals.take_away()
    for name in _STARTERS:
        setattr(threading, name, _originals[name])
    threading.Thread._set_ident = _originals["ident"]  # type: ignore[attr-defined]  # as in put_in_place
    if "init" in _originals:
        work: Any = sys.modules[_POOLS]._WorkItem
        work.__init__, work.run = _originals.pop("init"), _originals.pop("run")


class _Inherited(NamedTuple):
    """What a thread gets of the context that starts it."""

    sink: Sink | None
    lane: int
    changes: Changes | None


def _inherited(*, thread: bool) -> _Inherited | None:
    """Return what is handed on, if anything is; a tape is told that other threads will write."""
    sink, changes = context.get(), overlaid.get()
    if sink.tape is None or not sink.tape.open:
        return None if changes is None else _Inherited(None, 0, changes)
    sink.tape.share()
    return _Inherited(sink, sink.tape.lanes.of_thread() if thread else 0, changes)


def _starting(start: Callable[..., Any]) -> Callable[..., Any]:
    def start_recorded(bootstrap: Any, *args: Any, **options: Any) -> Any:
        thread = getattr(bootstrap, "__self__", None)
        inherited = None if thread is None else _inherited(thread=True)
        if inherited is not None and thread is not None:
            thread.__dict__[_KEY] = inherited
        return start(bootstrap, *args, **options)

    return start_recorded


def _begun(set_ident: Callable[[Any], None]) -> Callable[[Any], None]:
    def set_ident_and_context(thread: Any) -> None:
        set_ident(thread)
        inherited: _Inherited | None = thread.__dict__.pop(_KEY, None)
        if inherited is None:
            return
        overlaid.set(inherited.changes)
        sink = inherited.sink
        if sink is not None:
            if sink.tape is not None:
                sink.tape.lanes.begin_thread(inherited.lane)
            context.set(sink)

    return set_ident_and_context


def _submitted(init: Callable[..., None]) -> Callable[..., None]:
    def init_with_context(item: Any, *args: Any, **options: Any) -> None:
        init(item, *args, **options)
        inherited = _inherited(thread=False)
        if inherited is not None:
            item.__dict__[_KEY] = inherited

    return init_with_context


def _worked(run: Callable[[Any], None]) -> Callable[[Any], None]:
    def run_inheriting(item: Any) -> None:
        inherited: _Inherited | None = item.__dict__.get(_KEY)
        if inherited is None:
            run(item)
            return
        changes = overlaid.set(inherited.changes)
        token = None if inherited.sink is None else context.set(inherited.sink)
        try:
            run(item)
        finally:
            overlaid.reset(changes)
            if token is not None:
                context.reset(token)

    return run_inheriting
