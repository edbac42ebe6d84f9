"""What a step of an optimizer costs beside its model, by parts; and what `import optimizers` adds to a start."""

from __future__ import annotations

import gc
import subprocess
import sys
from statistics import median
from typing import TYPE_CHECKING

import command
import limits
import machine
import states
import stepped
from optimizers import OptoPrime
from results import Result, Row, Table
from timing import cpu
from tracer import parameters

if TYPE_CHECKING:
    import argparse

    from tracer import Recording

EVENTS, NODES = 100_000, 1_000

_NOTE = (
    "CPU milliseconds, medians, for a recording of 100 000 events with a slice of 1 000 nodes. `index`: reading the "
    "recording, once for all its slices; `slice`: the first slice; `graph`: its networkx graph; `ask`: the prompt, reading "
    "the reply and setting the values. `step`: all of them."
)


def _parser() -> argparse.ArgumentParser:
    new = command.parser(__doc__)
    new.add_argument("--times", type=int, default=7, help="steps for each figure (7)")
    return new


def _measure(args: argparse.Namespace) -> Result:
    state = machine.state()
    rows = [Row(view, _figures(view, args.times), limits.STEPS) for view in ("source", "graph")]
    steps = Table("Steps", _NOTE, rows)
    bare, loaded = (_start(code, args.times) for code in ("pass", "import optimizers"))
    start = Table(
        "Import",
        "Milliseconds of CPU of whole processes, the least of some.",
        [Row("import optimizers", {"over bare": loaded - bare}, {"over bare": limits.OPTIMIZERS})],
    )
    return Result("steps", command.shown(__file__, args), state, [steps, start])


def _figures(view: str, times: int) -> dict[str, float]:
    parts: dict[str, list[float]] = {"index": [], "slice": [], "graph": [], "ask": []}
    for number in range(times):
        run = _recorded()
        optimizer = OptoPrime(parameters(stepped), view=view, llm=_answer(number), memory=0)
        parts["index"].append(cpu(lambda run=run: run._slices))
        parts["slice"].append(cpu(optimizer.backward, run, "the total is too high"))
        (observation,) = optimizer._pending
        parts["graph"].append(cpu(lambda o=observation: o.slice.graph))
        parts["ask"].append(cpu(optimizer.step))
    figures = {name: median(seconds) * 1e3 for name, seconds in parts.items()}
    return {**figures, "step": sum(figures.values())}


def _recorded() -> Recording:
    run = states.recording_of(stepped.work, EVENTS, NODES)
    assert 0.9 * EVENTS < len(run) < 1.2 * EVENTS, len(run)
    reached = len(run.slice())
    assert 0.8 * NODES < reached < 1.3 * NODES, reached
    run = states.recording_of(stepped.work, EVENTS, NODES)
    len(run)  # not part of a step
    gc.collect()
    return run


def _answer(number: int) -> object:
    text = f"<reasoning>r</reasoning><variable><name>rate</name><value>{number}</value></variable>"
    return lambda _messages: text


def _start(code: str, times: int) -> float:
    """Return the CPU milliseconds of a process that runs this code."""
    told = "import resource as r; u = r.getrusage(r.RUSAGE_SELF); print(u.ru_utime + u.ru_stime)"
    words = [sys.executable, "-c", f"{code}\n{told}"]
    return min(
        float(subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout) * 1e3
        for _ in range(times)
    )


if __name__ == "__main__":
    sys.exit(command.run(_parser(), _measure))
