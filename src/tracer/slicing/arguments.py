"""Which argument became which formal."""

from __future__ import annotations

from typing import Any, Protocol

from tracer.slicing.call_sites import places_of_formals, positional_formals, written
from tracer.slicing.generators import Generators
from tracer.slicing.index import NONE, Index, Run
from tracer.slicing.places import Places
from tracer.slicing.receivers import Receivers


class Entering(Protocol):
    """What is asked of those who know calls."""

    def direct(self, event: int) -> list[tuple[int, int]]:
        """Return the activations of the function that a call names."""

    def parts(self, event: int) -> list[int]:
        """Return the values that an event works on."""


class Arguments:
    """Answers where formals got their values from."""

    def __init__(
        self, index: Index, places: Places, calls: Entering, generators: Generators
    ) -> None:
        self.index, self.places, self.calls = index, places, calls
        self.generators, self._receivers = generators, Receivers(index)

    def of(self, event: int, formal: int | None = None) -> tuple[list[int], bool]:
        """Return the events that a formal got its value from, and whether what they contain matters too.

        `formal`: its site, where not the event itself but a load tells its value.

        None at all: the frame was entered by code that is not recorded.
        """
        index = self.index
        run = index.run_of(event)
        formal = index.site(event) if formal is None else formal
        entry = run.entered_by[run.activation(event)]
        if entry == NONE:
            return self._made_by(self.generators.makers(run), event, formal, run)
        caller = index.run_of(entry)
        site = index.site(entry)
        if caller.statics.node(site) == "Call" and (run.place, 0) in self.calls.direct(entry):
            return self._bound(event, formal, run, entry, caller)
        makers = self.generators.makers(run)
        if makers:
            return self._made_by(makers, event, formal, run)
        candidates = self.calls.parts(entry)
        callee = caller.statics.children[site][:1] if caller.statics.node(site) == "Call" else ()
        base = self._receivers.base(entry, caller, callee[0]) if callee else None
        candidates += [] if base is None else [base]
        name = run.statics.rows[formal][3] or ""
        candidates += self.default(event, run, name)
        found = self._same(event, candidates)
        return found, found == candidates and caller.statics.node(site) == "Call"

    def _made_by(
        self, makers: tuple[int, ...], event: int, formal: int, run: Run
    ) -> tuple[list[int], bool]:
        """What the calls one of which made a generator or coroutine gave a formal."""
        of = self.index.run_of
        bound = [self._bound(event, formal, run, maker, of(maker)) for maker in makers]
        return [e for found, _ in bound for e in found], any(deep for _, deep in bound)

    def gathered(self, event: int) -> dict[Any, int] | None:
        """Return what `*args` or `**kwargs` gathered, by place; None where a star makes that unknown."""
        index = self.index
        run, formal = index.run_of(event), index.site(event)
        entry = run.entry
        role = run.statics.role(formal)
        if entry == NONE or index.run_of(entry).statics.node(index.site(entry)) != "Call":
            return None
        if (run.place, 0) not in self.calls.direct(entry):
            return None
        caller = index.run_of(entry)
        statics, call = caller.statics, index.site(entry)
        args = [c for c in statics.children[call] if statics.role(c) == "args"]
        names = statics.keywords(call)
        given: list[tuple[Any, int]]
        if role == "kwarg":
            if None in names:
                return None
            taken = {n for _, n, _ in run.statics.formals(run.site)}
            keywords = [c for c in statics.children[call] if statics.role(c) == "keywords"]
            given = [
                (("key", n), c) for n, c in zip(names, keywords, strict=True) if n not in taken
            ]
        else:
            if any(statics.node(a) == "Starred" for a in args):
                return None
            positional = [
                f for f, _, r in run.statics.formals(run.site) if r in {"posonlyargs", "args"}
            ]
            shift = 0 if self._receivers.of(event, run, entry, caller) is None else 1
            given = [(("key", n), c) for n, c in enumerate(args[max(0, len(positional) - shift) :])]
        return {k: index.latest(caller, c, entry) for k, c in given}

    def spread(self, event: int) -> tuple[int, Any] | None:
        """Return the star's operand, and the place in it, that a formal got its value from."""
        index = self.index
        run, formal = index.run_of(event), index.site(event)
        entry, role = run.entry, run.statics.role(formal)
        if entry == NONE or role in {"vararg", "kwarg"}:
            return None
        caller = index.run_of(entry)
        statics, call = caller.statics, index.site(entry)
        if statics.node(call) != "Call" or written(statics, call).plain:
            return None
        if (run.place, 0) not in self.calls.direct(entry):
            return None
        args = [c for c in statics.children[call] if statics.role(c) == "args"]
        stars = [n for n, a in enumerate(args) if statics.node(a) == "Starred"]
        names = statics.keywords(call)
        receiver = self._receivers.of(event, run, entry, caller)
        positional = [
            f for f, _, r in run.statics.formals(run.site) if r in {"posonlyargs", "args"}
        ]
        if receiver is not None and positional[:1] == [formal]:
            return None
        place = positional.index(formal) - (receiver is not None) if formal in positional else -1
        if len(stars) == 1 and place >= stars[0] and not names:
            source = index.latest(caller, statics.operands(args[stars[0]])[0], entry)
            value: Any = index.values[source] if source != NONE else None
            number = place - stars[0]
            inside = type(value) in {list, tuple} and number < len(value)
            return (source, ("key", number)) if inside else None
        name = run.statics.rows[formal][3]
        if names == (None,) and not stars and not 0 <= place < len(args):
            keywords = [c for c in statics.children[call] if statics.role(c) == "keywords"]
            source = index.latest(caller, keywords[0], entry)
            value = index.values[source] if source != NONE else None
            return (source, ("key", name)) if type(value) is dict and name in value else None
        return None

    def _same(self, event: int, candidates: list[int]) -> list[int]:
        """Of several operands the one that is the very object, if there is one."""
        value = self.index.values[event]
        same = [e for e in candidates if self.index.values[e] is value]
        return same[-1:] or candidates

    def _bound(
        self, event: int, formal: int, run: Run, entry: int, caller: Run
    ) -> tuple[list[int], bool]:
        """A formal of the function that a call names: by place, by name, from a star or its default."""
        call = written(caller.statics, self.index.site(entry))
        args, keywords, names = call.args, call.keywords, call.names
        place, site_name, role = places_of_formals(run.statics, run.site)[formal]
        positional = positional_formals(run.statics, run.site)
        receiver = self._receivers.of(event, run, entry, caller)
        if receiver is not None and place == 0:
            return receiver, False
        shift = 0 if receiver is None else 1
        if role == "vararg":
            given = args[max(0, len(positional) - shift) :]
            return self._values(entry, caller, given)
        if role == "kwarg":
            taken = {n for _, n, _ in run.statics.formals(run.site)}
            given = tuple(k for k, n in zip(keywords, names, strict=False) if n not in taken)
            return self._values(entry, caller, given)
        if place != NONE:
            place -= shift
            if call.star is not None and place >= call.star:
                found, _ = self._values(entry, caller, args[call.star :])
                return found, True
            if 0 <= place < len(args):
                return self._values(entry, caller, args[place : place + 1])
        if site_name in names:
            number = names.index(site_name)
            return self._values(entry, caller, keywords[number : number + 1])
        default = self.default(event, run, site_name)
        if None in names:
            given = tuple(k for k, n in zip(keywords, names, strict=True) if n is None)
            found, _ = self._values(entry, caller, given)
            return [*found, *default], True
        return default, False

    def default(self, event: int, run: Run, name: str) -> list[int]:
        """Return the evaluation of a formal's default, if it was recorded."""
        site = run.statics.default(run.site, name)
        if site is None:
            return []
        made = self.places.last(run.statics, site << 2, event)
        return [] if made == NONE else [made]

    def _values(self, entry: int, caller: Run, sites: tuple[int, ...]) -> tuple[list[int], bool]:
        statics, found, stars = caller.statics, [], False
        for site in sites:
            stars |= statics.node(site) == "Starred"
            for part in statics.operands(site) if statics.node(site) == "Starred" else (site,):
                event = self.index.latest(caller, part, entry)
                if event != NONE:
                    found.append(event)
        return found, stars
