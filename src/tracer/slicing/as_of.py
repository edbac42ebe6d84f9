"""What was known of a frame just before an event."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from tracer.pieces import NONE
from tracer.slicing.planned import Name
from tracer.slicing.runs import Run

_K = TypeVar("_K")
_T = TypeVar("_T")


class AsOf:
    """What the sites of a frame last gave before an event, and what its names held; `values`: those of all events."""

    def __init__(
        self, run: Run, event: int, values: Mapping[int, Any], namespace: Mapping[str, Any]
    ) -> None:
        self.module, self.namespace = run.statics.module, namespace
        self._told = values.__getitem__
        latest = run.occurrences.evaluated
        self._of_name: Callable[[Name], int] = lambda name: latest(name, event)
        self._of_site: Callable[[int], int] = lambda site: latest(~site, event)

    @property
    def names(self) -> Mapping[Name, Any]:
        """What its names held."""
        return _Latest(self._of_name, self._told)

    @property
    def values(self) -> Mapping[int, Any]:
        """What each site last gave."""
        return _Latest(self._of_site, self._told)

    @property
    def times(self) -> Mapping[int, int]:
        """When that was."""
        return _Latest(self._of_site, lambda event: event)


class _Latest(Mapping[_K, _T]):
    """Something about the latest event of each kind; which kinds there are is not known."""

    def __init__(self, find: Callable[[_K], int], tell: Callable[[int], _T]) -> None:
        self._find, self._tell = find, tell

    def __getitem__(self, key: _K) -> _T:
        event = self._find(key)
        if event == NONE:
            raise KeyError(key)
        return self._tell(event)

    def __iter__(self) -> Iterator[_K]:
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError
