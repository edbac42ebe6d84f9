"""Threads and executors that a recorded context starts are recorded too: they get our variable, and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from tracer.runtime import context
from tracer.tape import Sink

_KEY = "@tracer"
_STARTERS = [n for n in ("_start_new_thread", "_start_joinable_thread") if hasattr(threading, n)]
_originals: dict[str, Any] = {}


def put_in_place() -> None:
    """Hand the sink of a recorded context on to the threads and the pool's work that it starts."""
    for name in _STARTERS:
        _originals[name] = getattr(threading, name)
        setattr(threading, name, _starting(_originals[name]))
    _originals["ident"] = threading.Thread._set_ident  # type: ignore[attr-defined]  # the first thing a thread runs
    threading.Thread._set_ident = _begun(_originals["ident"])  # type: ignore[attr-defined]  # as above
    import concurrent.futures.thread as pools

    _originals["init"], _originals["run"] = pools._WorkItem.__init__, pools._WorkItem.run
    pools._WorkItem.__init__ = _submitted(_originals["init"])  # type: ignore[method-assign]  # taken back at the end
    pools._WorkItem.run = _worked(_originals["run"])  # type: ignore[assignment,method-assign]  # taken back at the end


def take_away() -> None:
    """Leave the standard library as it was."""
    import concurrent.futures.thread as pools

    for name in _STARTERS:
        setattr(threading, name, _originals[name])
    threading.Thread._set_ident = _originals["ident"]  # type: ignore[attr-defined]  # as in put_in_place
    pools._WorkItem.__init__ = _originals["init"]  # type: ignore[method-assign]  # as in put_in_place
    pools._WorkItem.run = _originals["run"]  # type: ignore[method-assign]  # as in put_in_place


def _shared() -> Sink | None:
    """Return this context's sink, told that other threads will write, if it is recorded."""
    sink = context.get()
    if sink.tape is None or not sink.tape.open:
        return None
    sink.tape.share()
    return sink


def _starting(start: Callable[..., Any]) -> Callable[..., Any]:
    def start_recorded(bootstrap: Any, *args: Any, **options: Any) -> Any:
        sink = _shared()
        thread = getattr(bootstrap, "__self__", None)
        if sink is not None and sink.tape is not None and thread is not None:
            thread.__dict__[_KEY] = sink, sink.tape.lanes.of_thread()
        return start(bootstrap, *args, **options)

    return start_recorded


def _begun(set_ident: Callable[[Any], None]) -> Callable[[Any], None]:
    def set_ident_and_sink(thread: Any) -> None:
        set_ident(thread)
        inherited = thread.__dict__.pop(_KEY, None)
        if inherited is not None:
            sink, parent = inherited
            sink.tape.lanes.begin_thread(parent)
            context.set(sink)

    return set_ident_and_sink


def _submitted(init: Callable[..., None]) -> Callable[..., None]:
    def init_with_sink(item: Any, *args: Any, **options: Any) -> None:
        init(item, *args, **options)
        sink = _shared()
        if sink is not None:
            item.__dict__[_KEY] = sink

    return init_with_sink


def _worked(run: Callable[[Any], None]) -> Callable[[Any], None]:
    def run_recorded(item: Any) -> None:
        sink = item.__dict__.get(_KEY)
        if sink is None:
            run(item)
            return
        token = context.set(sink)
        try:
            run(item)
        finally:
            context.reset(token)

    return run_recorded
