"""Counts over many random programs: constructs, precision, and which rules are needed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.programs.table import Grammar

from tracer import Recording
from tracer.slicing.slice import Slice

from .features import features
from .generation import generate
from .inputs import Input
from .judging import grammar_of
from .oracle import Witness, witness
from .rules import kept_without, rules
from .running import Ended, Program
from .syntax import Tree


@dataclass
class Share:
    """How many of what was counted were kept, were kept with potential dependence too, and did matter."""

    kept: int = 0
    kept_without_potential: int = 0
    mattered: int = 0
    mattered_without_potential: int = 0


@dataclass
class Measured:
    """What was counted; `needed` is the first seed and input that a slice without the rule would have missed."""

    programs: int = 0
    inputs: int = 0
    mattering: int = 0
    missed: list[str] = field(default_factory=list)
    occurring: Counter[str] = field(default_factory=Counter)
    in_slices: Counter[str] = field(default_factory=Counter)
    edges: Counter[str] = field(default_factory=Counter)
    needed: dict[str, tuple[int, Witness]] = field(default_factory=dict)
    places: dict[str, Share] = field(default_factory=dict)
    constructs: dict[str, Share] = field(default_factory=dict)


class _Changing:
    """Which inputs of a program matter, each worked out once."""

    def __init__(self, program: Program, before: Ended) -> None:
        self._program, self._before = program, before
        self._known: dict[str, Witness | None] = {}

    def witness(self, each: Input) -> Witness | None:
        if each.name not in self._known:
            self._known[each.name] = witness(self._program, each, self._before)
        return self._known[each.name]


def measure(seeds: Iterable[int], grammar: Grammar | None = None) -> Measured:
    """Slice and perturb the programs of `seeds` and count."""
    found = Measured()
    for seed in seeds:
        program = Program(generate(seed, grammar or grammar_of(seed)))
        before = program.run({})
        if isinstance(before, Ended):
            _count(found, seed, program, before)
    return found


def _count(found: Measured, seed: int, program: Program, before: Ended) -> None:
    with program.recorded() as (run, ended):
        assert ended == before, f"seed {seed}: recorded {ended}, plain {before}"
        _count_slices(found, seed, program, before, run)


def _count_slices(
    found: Measured, seed: int, program: Program, before: Ended, run: Recording
) -> None:
    full, slim = run.slice(), run.slice(potential=False)
    changing = _Changing(program, before)
    found.programs += 1
    kept, certain = _names(full), _names(slim)
    for each in program.inputs:
        matters = changing.witness(each)
        found.inputs += 1
        found.mattering += bool(matters)
        if matters and each.name not in kept:
            found.missed.append(f"seed {seed}: {matters}")
        _share(found.places.setdefault(each.place, Share()), each.name, kept, certain, matters)
    inside = _constructs(found, program, full)
    for construct in inside:
        for each in program.inputs:
            share = found.constructs.setdefault(construct, Share())
            _share(share, each.name, kept, certain, changing.witness(each))
    _needed(found, seed, program, full, changing)


def _names(found: Slice) -> set[str]:
    return {mark.name for mark in found.parameters}


def _share(
    share: Share, name: str, kept: set[str], certain: set[str], matters: Witness | None
) -> None:
    if name in kept:
        share.kept += 1
        share.mattered += bool(matters)
    if name in certain:
        share.kept_without_potential += 1
        share.mattered_without_potential += bool(matters)


def _constructs(found: Measured, program: Program, sliced: Slice) -> set[str]:
    """Count the constructs of a program, and return those in its slice: a node of it stands on a line of theirs."""
    lines = {data["line"] for _, data in sliced.graph.nodes(data=True)}
    inside: Counter[str] = Counter()
    for feature in features(program.tree):
        found.occurring[feature.name] += 1
        first, last = feature.lines
        inside[feature.name] += any(line in lines for line in range(first, last + 1))
    found.in_slices += inside
    return {name for name, times in inside.items() if times}


def _needed(
    found: Measured, seed: int, program: Program, sliced: Slice, changing: _Changing
) -> None:
    graph = sliced.graph
    of_edge = rules(graph, Tree(program.tree))
    found.edges.update(of_edge.values())
    kept = kept_without(graph, of_edge, "")
    for rule in sorted(set(of_edge.values()) - set(found.needed)):
        lost = kept - kept_without(graph, of_edge, rule)
        for each in program.inputs:
            if each.name in lost and (matters := changing.witness(each)):
                found.needed[rule] = seed, matters
                break
