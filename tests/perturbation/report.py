"""Measures and writes docs/soundness.md and the lists of the tests: `python -m tests.perturbation.report [programs]`."""

import sys
from collections.abc import Iterable, Mapping, Sequence

from .grammar import HARD
from .lists import HARD_PROGRAMS, NEEDED, PAGE, RATCHET, needed
from .measuring import Measured, Share, measure
from .rules import RULES

TEXT = """# What slices miss, and what they keep in vain

Slices are tested by *perturbation*. Random programs with constants as inputs are run once recorded, and the output is
sliced. Then each input in turn is changed to several other values, the program is run again, plainly, and the outputs
are compared. Two questions are asked:

- *Soundness*: when the output of a run that ends normally differs, is the input in the slice? One that is not is a
  *violation*.
- *Precision*: of the inputs in a slice, for how many did some change that was tried matter? The others may still
  matter by a change that was not tried, so this is a lower bound.

Every number here is measured, by `python -m tests.perturbation.report`; {programs} programs of the core tier have
{inputs} inputs, of which {mattering} matter.

## Tiers

- *Core*: functions, default, spread and gathered arguments, decorators, recursion, closures, globals; loops with
  `break`, `continue` and `else`; `if`, `match`, short-circuits; lists and dictionaries, their methods, slices,
  aliases, comprehensions; classes, attributes, properties, `super()`, methods of operators; callbacks from builtins;
  generators; exceptions raised, handled and swallowed. Violations: **{missed}** in {programs} programs; the tests hold
  this at 0, with 50 000 programs in `nox -s perturbation`.
- *Hard*: also receivers, keys and callees that are computed over several steps, iterators that several readers share,
  caches written by hand. Violations: **{hard_missed}** in {hard_programs} programs, {hard_mattering} inputs that
  matter. The number may only fall (`tests/perturbation/hard_tier.txt`).

## Every rule is needed

A slice without the edges of one rule misses an input that matters; the seed is that of a program where it does.
Of *potential dispatch* the seed is an earlier one: since callees that are chosen count as operands, no program of the
first 2 000 seeds needs it.

{rules}

## Constructs

How often each construct stands in the programs, how often a node of a slice stands on a line of its own, and the share
of inputs that mattered among those in the slices of programs where it does.

{constructs}

## Precision by place

By what the input is the value of.

{places}
"""


def page(core: Measured, hard: Measured, seeds: Mapping[str, int]) -> str:
    """Return the text of the page."""
    return TEXT.format(
        programs=core.programs,
        inputs=core.inputs,
        mattering=core.mattering,
        missed=len(core.missed),
        hard_missed=len(hard.missed),
        hard_programs=hard.programs,
        hard_mattering=hard.mattering,
        rules=_table(
            "rule|edges in slices|seed",
            [(rule, core.edges[rule], seeds.get(rule, "none")) for rule in RULES],
        ),
        constructs=_table(
            "construct|in programs|in slices|precision|without potential",
            [
                (name, times, core.in_slices[name], *_precision(core.constructs.get(name, Share())))
                for name, times in core.occurring.most_common()
            ],
        ),
        places=_table(
            "place|in slices|precision|without potential",
            [
                (name, share.kept, *_precision(share))
                for name, share in sorted(core.places.items(), key=lambda item: -item[1].kept)
            ],
        ),
    )


def _precision(share: Share) -> tuple[str, str]:
    return (
        _percent(share.mattered, share.kept),
        _percent(share.mattered_without_potential, share.kept_without_potential),
    )


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "none"


def _table(head: str, rows: Iterable[Sequence[object]]) -> str:
    columns = head.split("|")
    align = ["---", *["---:"] * (len(columns) - 1)]
    lines = [columns, align, *([str(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    """Measure and write."""
    programs = int(sys.argv[1]) if sys.argv[1:] else 2000
    core, hard = measure(range(programs)), measure(range(HARD_PROGRAMS), HARD)
    seeds = needed() | {rule: seed for rule, (seed, _) in core.needed.items()}
    PAGE.write_text(page(core, hard, seeds), encoding="utf-8")
    RATCHET.write_text(f"{len(hard.missed)}\n", encoding="utf-8")
    lines = (f"{rule}: {seeds[rule]}\n" for rule in RULES if rule in seeds)
    NEEDED.write_text("".join(lines), encoding="utf-8")
    for line in core.missed:
        print(line)


if __name__ == "__main__":
    main()
