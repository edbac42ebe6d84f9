"""How much slower the workloads are while recorded, while not, and what the tape costs; and whether it is right."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

import command
import limits
import machine
import programs
import reference
import states
from programs import Program, Workload, entry
from reference import Checked
from results import Result, Row, Table
from timing import Ratio, cpu, geometric_mean, interleave, ratio
from tracer.frames import records

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Sequence
    from types import ModuleType

    from tracer import Recording

Ratios = dict[str, dict[str, Ratio]]
"""By figure and workload."""

_RATIOS = "CPU time over that of the same program untraced"
_RATIOS_NOTE = (
    "Medians of interleaved pairs in one process; the last two columns are of the ratios of minima. Level 1: every "
    "expression's value can be given back, loads of plain names from their last store. `recording` includes opening."
)
_CHECK_NOTE = (
    "Values given back by `run.events()` and their order, against a recorder that is called at every expression. Not "
    "compared is what it does not see: constants, methods about to be called, the old value that `a.b += c` reads. "
    "`absent`: expressions it has seen whose value no event gives."
)
_TAPE_NOTE = (
    "`kept`: values on the tape. Bytes: 8 for each reference, record ids included; `allocated` is the list with its "
    "spare room. The objects referred to stand apart, with their own sizes, whether or not something else holds them."
)


def _parser() -> argparse.ArgumentParser:
    new = command.parser(__doc__)
    new.add_argument("--scale", type=float, default=0.12, help="size of each program (0.12)")
    new.add_argument("--check-scale", type=float, default=0.02, help="size for the check (0.02)")
    new.add_argument("--pairs", type=int, default=11, help="pairs for each figure (11)")
    new.add_argument("--only", nargs="+", default=[], metavar="NAME", help="these programs only")
    return new


class _Measuring:
    """Collects ratios of one program after the other, all at one scale."""

    def __init__(self, scale: float, pairs: int) -> None:
        self.found: Ratios = {}
        self._scale, self._pairs = scale, pairs

    def add(self, figure: str, name: str, pairs: Iterable[tuple[float, float]]) -> None:
        self.found.setdefault(figure, {})[name] = ratio(pairs)

    def compare(
        self, figure: str, name: str, plain: Workload, measured: Callable[[float], float]
    ) -> None:
        """Measure what `measured`, which returns CPU seconds itself, costs over `plain`."""
        other = partial(measured, self._scale)
        self.add(figure, name, interleave(partial(cpu, plain, self._scale), other, self._pairs))

    def record(self, figure: str, name: str, plain: Workload, other: Workload) -> None:
        """Measure recording and closing."""
        recorded = partial(states.recorded, other, self._scale)
        pairs = interleave(partial(cpu, plain, self._scale), recorded, self._pairs)
        self.add(figure, name, [(p, on) for p, (on, _) in pairs])
        self.add(f"{figure}: closing alone", name, [(p, close) for p, (_, close) in pairs])
        self.add(f"{figure} + close", name, [(p, on + close) for p, (on, close) in pairs])


def _measure(args: argparse.Namespace) -> Result:
    state = machine.state()
    found = programs.workloads(args.workloads, args.only)
    ratios, hooked = _ratios(found, args.scale, args.pairs)
    checked, used, failures = [], [], []
    for program, module in zip(found, hooked, strict=True):
        answer, run = reference.check(program, module, "run", args.check_scale)
        checked.append(_checked(program, answer))
        used.append(_used(program, answer, run))
        failures += [f"{program.name}: {answer.difference}"] if answer.difference else []
    at = f"scale {args.check_scale:g}"
    tables = [
        Table(_RATIOS, _RATIOS_NOTE, [_row(figure, by) for figure, by in ratios.items()]),
        Table(f"The check, {at}", _CHECK_NOTE, checked),
        Table(f"The tape, {at}", _TAPE_NOTE, used),
    ]
    return Result("recording", command.shown(__file__, args), state, tables, failures)


def _ratios(found: Sequence[Program], scale: float, pairs: int) -> tuple[Ratios, list[ModuleType]]:
    """Measure every figure; what must come before the process's first recording comes first."""
    measuring = _Measuring(scale, pairs)
    plain = [entry(programs.plain(p)) for p in found]
    again = [entry(programs.plain(p)) for p in found]
    hooked = [programs.hooked(p) for p in found]
    traced = [entry(programs.traced(p)) for p in found]
    names, hooks = [p.name for p in found], [entry(module) for module in hooked]
    everything = list(zip(names, plain, again, hooks, traced, strict=True))
    for name, base, same, hook, trace in everything:
        measuring.compare("plain, once more (the noise)", name, base, partial(cpu, same))
        measuring.compare("hook, off before any recording", name, base, partial(cpu, hook))
        measuring.compare("@trace before first recording", name, base, partial(cpu, trace))
    for name, base, _, hook, trace in everything:
        measuring.record("recording", name, base, hook)
        measuring.record("recording by @trace", name, base, trace)
    for name, base, _, hook, trace in everything:
        measuring.compare("hook, off after one", name, base, partial(cpu, hook))
        measuring.compare("hook, other context", name, base, partial(states.beside, hook))
        measuring.compare("@trace after one", name, base, partial(cpu, trace))
    return measuring.found, hooked


def _row(figure: str, by_workload: dict[str, Ratio]) -> Row:
    medians = {name: r.median for name, r in by_workload.items()}
    minima = [r.minima for r in by_workload.values()]
    summary = {limits.MEAN: geometric_mean(medians.values()), limits.WORST: max(medians.values())}
    of_minima = {"mean of minima": geometric_mean(minima), "worst of minima": max(minima)}
    allowed = limits.ratios(figure, machine.version())
    return Row(figure, {**medians, **summary, **of_minima}, allowed)


def _checked(program: Program, answer: Checked) -> Row:
    figures = {
        "evaluated": answer.evaluated,
        "given back": answer.given,
        "compared": answer.compared,
        "absent": answer.absent,
        "same": "no" if answer.difference else "yes",
    }
    return Row(program.name, figures)


def _used(program: Program, answer: Checked, run: Recording) -> Row:
    items = run._tape.items
    objects = {id(item): item for item in items}
    figures = {
        "evaluated": answer.evaluated,
        "kept": len(items) - sum(1 for _ in records(items, 0, len(items))),
        limits.BYTES: 8 * len(items) / answer.evaluated,
        "allocated": sys.getsizeof(items) / answer.evaluated,
        "constants not counted": 8 * len(items) / (answer.evaluated - answer.constants),
        "objects": len(objects),
        "MB of objects": sum(map(sys.getsizeof, objects.values())) / 1e6,
    }
    return Row(program.name, figures, {limits.BYTES: limits.TAPE_BYTES})


if __name__ == "__main__":
    sys.exit(command.run(_parser(), _measure))
