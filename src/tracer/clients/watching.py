"""Which functions of which clients are watched, while there is a recording or somebody counts calls."""

from __future__ import annotations

import sys
import threading
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from tracer.arrivals import Arrivals
from tracer.clients.asking import Asking, Iterating, Streaming

if TYPE_CHECKING:
    from tracer.clients.twins import Twin, Watch

_streams: WeakKeyDictionary[Any, Streaming] = WeakKeyDictionary()
_method = Asking("self", streams=_streams)
_function = Asking("model", "messages", streams=_streams)
_iterating = Iterating(_streams)

_WATCHED: tuple[tuple[str, Watch], ...] = (
    ("litellm.completion", _function),
    ("litellm.acompletion", _function),
    ("litellm.CustomStreamWrapper.__next__", _iterating),
    ("litellm.CustomStreamWrapper.__anext__", _iterating),
    ("openai.resources.chat.completions.Completions.create", _method),
    ("openai.resources.chat.completions.Completions.parse", _method),
    ("openai.resources.chat.completions.AsyncCompletions.create", _method),
    ("openai.resources.chat.completions.AsyncCompletions.parse", _method),
    ("openai.resources.responses.Responses.create", _method),
    ("openai.resources.responses.Responses.parse", _method),
    ("openai.resources.responses.AsyncResponses.create", _method),
    ("openai.resources.responses.AsyncResponses.parse", _method),
)
"""A name that a version of a client does not have is passed over."""

_AWAITED = frozenset(
    {"litellm", "openai", "openai.resources.chat.completions", "openai.resources.responses"}
)


class _Clients:
    """The twins that are in place, by their functions."""

    def __init__(self) -> None:
        self._twins: dict[FunctionType, Twin] = {}
        self._arrivals = Arrivals(_AWAITED, self.find)
        self._lock = threading.RLock()
        self._wanted = 0

    def put_in_place(self) -> None:
        """Watch the clients that are loaded, and those that will be, until `take_away` was called as often."""
        with self._lock:
            self._wanted += 1
            if self._wanted == 1:
                self._arrivals.put_in_place()
                self.find()

    def find(self) -> None:
        """Watch the clients that are loaded by now."""
        with self._lock:
            for path, watch in _WATCHED:
                function = _found(path)
                if isinstance(function, FunctionType) and function not in self._twins:
                    self._twins[function] = twin = _twin(function, watch)
                    twin.put_in_place()

    def take_away(self) -> None:
        """Leave every client as it was, if nobody else watches."""
        with self._lock:
            self._wanted -= 1
            if self._wanted:
                return
            self._arrivals.take_away()
            for twin in self._twins.values():
                twin.take_away()
            self._twins.clear()


_clients = _Clients()
put_in_place, take_away = _clients.put_in_place, _clients.take_away


def _twin(function: FunctionType, watch: Watch) -> Twin:
    """Loaded when there is a client to be watched."""
    from tracer.clients.twins import Twin

    return Twin(function, watch)


def _found(path: str) -> Any:
    """Return what is at a dotted path, without importing anything or having anything computed."""
    package, *names = path.split(".")
    found: Any = sys.modules.get(package)
    for number, name in enumerate(names, 1):
        module = sys.modules.get(".".join([package, *names[:number]]))
        held = found if isinstance(found, (ModuleType, type)) else None
        found = module if module is not None else vars(held).get(name) if held is not None else None
    return found
