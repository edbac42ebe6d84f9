"""What a recorded rollout tells of code parameters: what ran, what led to the outcome, and the types of values.

`observe` runs in a worker; what it returns is read by `facts`.
"""

from __future__ import annotations

import hashlib
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

from rewriters.templates import Action
from tracer.errors import CriterionNotFound
from tracer.frames import NOT_KEPT, NotKept
from tracer.trainables.code import body_called

if TYPE_CHECKING:
    from rewriters.sites import Site
    from tracer.events import Event
    from tracer.recording import Recording
    from tracer.trainables.parameter import Parameter

_MOST = 60_000
"""Events of which more is asked than where they were; a run that loops forever has millions."""
_TAIL = 2_000
"""How many of the last events stand for the slice where there is none."""
_TYPES = 6
_PLAIN = frozenset({int, float, bool, str, type(None)})
_ELEMENTS = frozenset({list, tuple, set, frozenset, dict, deque, OrderedDict, defaultdict, Counter})

Spot = tuple[int, int, int, int]
"""Line, column, end line, end column in the text of a definition: lines from 1, columns in bytes."""


class _Seen:
    """What was seen of one code parameter."""

    def __init__(self) -> None:
        self.types: dict[Spot, dict[str, None]] = {}
        self.names: dict[str, dict[str, None]] = {}
        self.wanted: set[Spot] = set()

    def take(self, spot: Spot, site: Site, kind: str | None) -> None:
        known = self.types.setdefault(spot, {})
        if kind is not None and len(known) < _TYPES:
            known[kind] = None
        if kind is not None and site.name and site.node in {"Name", "arg"}:
            names = self.names.setdefault(site.name, {})
            if len(names) < _TYPES:
                names[kind] = None

    def told(self) -> dict[str, Any]:
        return {
            "executed": [[*spot, *kinds] for spot, kinds in sorted(self.types.items())],
            "slice": [list(spot) for spot in sorted(self.wanted)],
            "names": {name: list(kinds) for name, kinds in sorted(self.names.items())},
        }


def observe(run: Recording, score: object, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """Return what a rollout tells of the code among the parameters, as JSON; `score`: what the objective gave, or raised.

    `codes`: for each the executed spots with the types of their values, those in the slice of the outcome, and the types of
    its names. `classes`: the fields and methods of the objects seen. `trace`: a digest of what was stored, decided and
    returned, `steps` how many of these there were. `cut`: is the slice the last events only?
    """
    watched = _Watched(p for p in parameters if p.kind == "code")
    classes: dict[str, dict[str, Any]] = {}
    trace = hashlib.blake2b(digest_size=8)
    count = steps = 0
    for count, event in enumerate(run.events(), 1):
        found = watched.find(event.site)
        if found is None:
            continue
        seen, spot = found
        seen.take(spot, event.site, None if count > _MOST else _kind(event.value, classes))
        step = _step(event) if count <= _MOST else b""
        trace.update(step)
        steps += bool(step)
    criteria = (score,) if isinstance(score, BaseException) else ()
    cut = count > _MOST or not _slice(run, watched, criteria)
    if cut:
        _take_last(run, watched, count)
    return {
        "codes": {ident: seen.told() for ident, seen in watched.seen.items()},
        "scopes": {p.id: _globals(p) for p in watched.parameters},
        "classes": classes,
        "trace": trace.hexdigest(),
        "steps": steps,
        "cut": cut,
    }


class _Watched:
    """Tells of a site which parameter's code it stands in, and where there."""

    def __init__(self, parameters: Iterable[Parameter]) -> None:
        self.parameters = list(parameters)
        self.seen = {p.id: _Seen() for p in self.parameters}
        self._spots: dict[tuple[str, int], tuple[_Seen, Spot] | None] = {}

    def find(self, site: Site) -> tuple[_Seen, Spot] | None:
        key = site.file, site.id
        if key not in self._spots:
            self._spots[key] = self.place(
                site.file, (site.line, site.col, site.end_line, site.end_col)
            )
        return self._spots[key]

    def place(self, file: str, spot: Spot) -> tuple[_Seen, Spot] | None:
        line, col, end_line, end_col = spot
        body = body_called(file) if file.startswith("<") else None
        if body is not None:
            seen = self.seen.get(body.ident)
            return None if seen is None else (seen, spot)
        for parameter in reversed(self.parameters):  # inner functions come after outer ones
            path, (first, indent), (last, _) = parameter.span
            if path == file and first <= line and end_line <= last:
                down = first - 1
                return self.seen[parameter.id], (
                    line - down,
                    col - indent,
                    end_line - down,
                    end_col - indent,
                )
        return None


def _slice(run: Recording, watched: _Watched, criteria: tuple[object, ...]) -> bool:
    """Note what is in the slice of the outcome; False where that cannot be told."""
    if run.stopped is not None:
        return False
    try:
        graph = run.slice(*criteria).graph
    except CriterionNotFound:
        return False
    found = False
    for _, data in graph.nodes(data=True):
        spot = data["line"], data["col"], data["end_line"], data["end_col"]
        placed = watched.place(data["file"], spot)
        if placed is not None:
            placed[0].wanted.add(placed[1])
            found = True
    return found


def _take_last(run: Recording, watched: _Watched, count: int) -> None:
    """In a run that does not end what matters is what it does at last."""
    for event in run.events():
        if event.index >= count - _TAIL:
            found = watched.find(event.site)
            if found is not None:
                found[0].wanted.add(found[1])


def _step(event: Event) -> bytes:
    """Return what an event says of the course of the run, whatever the expressions are that led to it."""
    if event.action in (Action.TAKE, Action.SKIP):
        return b"+" if event.action is Action.TAKE else b"-"
    if event.action is Action.STORE or event.site.node in {"Return", "arg"}:
        value = event.value
        return (repr(value) if type(value) in _PLAIN else type(value).__name__).encode() + b";"
    return b""


def _kind(value: object, classes: dict[str, dict[str, Any]]) -> str | None:
    """Return the type of a value, of containers with that of an element; note the classes of objects."""
    cls = type(value)
    if issubclass(cls, NotKept):
        return None
    name = cls.__name__
    if cls in _ELEMENTS:
        first = next(iter(cast("Iterable[object]", value)), NOT_KEPT)
        return name if first is NOT_KEPT else f"{name}[{type(first).__name__}]"
    if cls.__module__ not in {"builtins", "collections"} and name not in classes:
        classes[name] = _class(value)
    return name


def _class(value: object) -> dict[str, Any]:
    """Return the fields of an object with their types, and its methods; none of its code is run."""
    try:
        fields = object.__getattribute__(value, "__dict__")
    except AttributeError:
        fields = {}
    methods = {n for c in type(value).__mro__[:-1] for n, f in vars(c).items() if callable(f)}
    return {
        "fields": {n: type(v).__name__ for n, v in fields.items() if isinstance(n, str)},
        "methods": sorted(n for n in methods if not n.startswith("__")),
    }


def _globals(parameter: Parameter) -> dict[str, str]:
    """Return the module's names and the types of their values."""
    names = parameter.file.namespace.items()
    return {n: type(v).__name__ for n, v in names if not n.startswith(("__", "@"))}
