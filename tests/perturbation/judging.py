"""One random program, sliced and perturbed: what slices missed, and what they kept in vain."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.programs.table import Grammar

from tracer import Recording

from .generation import generate
from .grammar import CORE, DEEP
from .oracle import Witness, violations
from .running import Ended, Program

Names = Callable[[Recording], set[str]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of the program of a seed: `missed` are the inputs that matter and are not in its slice."""

    seed: int
    program: Program
    imported: bool
    kept: frozenset[str]
    missed: tuple[Witness, ...]


def sliced_names(run: Recording) -> set[str]:
    """Return the names of the parameters in the slice of a recording's output."""
    return {each.name for each in run.slice().parameters}


def grammar_of(seed: int) -> Grammar:
    """Return the grammar of the core tier that a seed's program is written from: each fifth has deep expressions."""
    return DEEP if seed % 5 == 4 else CORE


def judge(seed: int, grammar: Grammar | None = None, names: Names = sliced_names) -> Verdict | None:
    """Judge the slice of the program of a seed; return None for a program that does not end normally.

    Of each third program only `main` is recorded, as after an import: there an input counts as missed when a load
    of the place it filled would have to be the parameter.
    """
    program = Program(generate(seed, grammar or grammar_of(seed)))
    before = program.run({})
    if not isinstance(before, Ended):
        return None
    imported = seed % 3 == 2
    run, ended = program.record(imported=imported)
    assert ended == before, f"seed {seed}: recorded {ended}, plain {before}"
    kept = names(run)
    exempt = program.evaluated_before() if imported else set()
    missed = violations(program, before, kept | exempt)
    return Verdict(seed, program, imported, frozenset(kept), tuple(missed))


def missed(
    seeds: Iterable[int], grammar: Grammar | None = None, names: Names = sliced_names
) -> list[str]:
    """Return a line for each violation in the programs of `seeds`."""
    verdicts = (judge(seed, grammar, names) for seed in seeds)
    return [f"seed {v.seed}: {w}" for v in verdicts if v for w in v.missed]
