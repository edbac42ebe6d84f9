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
    """What became of a program: `missed` are the inputs that matter and are not in its slice."""

    program: Program
    kept: frozenset[str]
    missed: tuple[Witness, ...]


def sliced_names(run: Recording) -> set[str]:
    """Return the names of the parameters in the slice of a recording's output."""
    return {each.name for each in run.slice().parameters}


def grammar_of(seed: int) -> Grammar:
    """Return the grammar of the core tier that a seed's program is written from: each fifth has deep expressions."""
    return DEEP if seed % 5 == 4 else CORE


def judge_source(source: str, *, imported: bool, names: Names = sliced_names) -> Verdict | None:
    """Judge the slice of a program; return None for one that does not end normally.

    `imported`: only `main` is recorded, as after an import. There an input is asked for only if a load of the place
    that it filled can be the parameter.
    """
    program = Program(source)
    imported = imported and program.is_importable
    before = program.run({})
    if not isinstance(before, Ended):
        return None
    with program.recorded(imported=imported) as (run, ended):
        assert ended == before, f"recorded {ended}, plain {before}"
        kept = names(run)
    exempt = program.evaluated_before() if imported else set()
    return Verdict(program, frozenset(kept), tuple(violations(program, before, kept | exempt)))


def judge(seed: int, grammar: Grammar | None = None, names: Names = sliced_names) -> Verdict | None:
    """Judge the slice of the program of a seed; of each third program only `main` is recorded."""
    source = generate(seed, grammar or grammar_of(seed))
    return judge_source(source, imported=seed % 3 == 2, names=names)


def missed(
    seeds: Iterable[int], grammar: Grammar | None = None, names: Names = sliced_names
) -> list[str]:
    """Return a line for each violation in the programs of `seeds`."""
    verdicts = ((seed, judge(seed, grammar, names)) for seed in seeds)
    return [f"seed {seed}: {witness}" for seed, v in verdicts if v for witness in v.missed]
