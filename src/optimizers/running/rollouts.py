"""One candidate on one example, in the process where this runs."""

from __future__ import annotations

import json
import math
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol

from optimizers.accounts import counting
from optimizers.engines.engine import JSONValue, Rollout
from optimizers.ledger import Ledger
from optimizers.running.importing import called
from optimizers.running.messages import Finished, Job, Wire, decoded, failed
from tracer.errors import TracerError
from tracer.feedback import Feedback
from tracer.recording import Recording, record
from tracer.trainables.overlays import overlay
from tracer.trainables.parameter import Parameter


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one run: the score (None where it failed), what is said of it, the kind of failure.

    `value`: what to slice from: what the objective returned, of a failed run the exception. `of_target`: the part of the
    recording in which the target ran, without the objective; None where nothing tells them apart.
    """

    score: float | None
    text: str = ""
    error: str = ""
    value: object = None
    of_target: Recording | None = None


class Program(Protocol):
    """What is optimized, together with its examples and objective."""

    @property
    def parameters(self) -> Sequence[Parameter]:
        """What may be changed."""

    @property
    def max_events(self) -> int:
        """How much of a run is recorded where a probe is to look at it."""

    def use(self, values: Mapping[Parameter, Any]) -> None:
        """Use these values from now on in this process. Raises InvalidUpdate."""

    def judge(self, example: str) -> Judged:
        """Run it on one example, with the values that are in force. Raises nothing but KeyboardInterrupt."""


def set_all(values: Mapping[Parameter, Any]) -> None:
    """Set values. Raises InvalidUpdate."""
    for parameter, value in values.items():
        parameter.set(value)


def judged(result: object) -> Judged:
    """Read what an objective returned: a number, or a Feedback."""
    if isinstance(result, Feedback):
        number, text = result.score, result.text
    else:
        number, text = result, ""  # type: ignore[assignment]  # judged here
    if number is None:
        return Judged(None, text or "the objective gave no score", "" if text else "score", result)
    try:
        score = float(number)
    except (TypeError, ValueError):
        return Judged(None, f"the objective gave {result!r:.80}, which is no number", "score")
    if not math.isfinite(score):
        return Judged(None, f"the score is {score}", "score", result)
    return Judged(score, text, "", result)


def failure(error: BaseException) -> Judged:
    """Return what became of a run that an exception ended."""
    kind = type(error).__name__
    return Judged(None, f"{kind}: {error}"[:10_000], kind, error)


@contextmanager
def tried(program: Program, values: Wire, *, keep: bool) -> Iterator[None]:
    """Have a candidate's values in force for a block, or (`keep`) until this process ends.

    Raises InvalidUpdate for values that a parameter may not have.
    """
    known = {p.id: p for p in program.parameters}
    wanted: dict[Parameter | str, Any] = {
        known[i]: decoded(known[i], wire) for i, wire in values.items()
    }
    if not keep:
        with overlay(wanted):
            yield
        return
    program.use({known[i]: decoded(known[i], wire) for i, wire in values.items()})
    yield


def rollouts(
    program: Program,
    job: Job,
    *,
    keep: bool,
    starting: Callable[[str], None] | None = None,
) -> Iterator[Finished]:
    """Run a candidate on its examples, one after the other. `starting` is told each before it begins."""
    with ExitStack() as stack:
        try:
            stack.enter_context(tried(program, job.values, keep=keep))
        except (TracerError, SyntaxError) as error:
            for example in job.examples:
                yield failed(example, type(error).__name__, str(error))
            return
        for example in job.examples:
            if starting is not None:
                starting(example)
            with seeded(f"{job.seed}:{example}"):
                yield rollout(program, example, job.probe)


@contextmanager
def seeded(seed: str) -> Iterator[None]:
    """Let the shared random numbers begin at a seed for a block: all candidates see the same on one example."""
    numpy = sys.modules.get("numpy")
    state = random.getstate()
    other = None if numpy is None else numpy.random.get_state()
    random.seed(seed)
    if numpy is not None:
        numpy.random.seed(random.getrandbits(32))
        random.seed(seed)
    try:
        yield
    finally:
        random.setstate(state)
        if numpy is not None:
            numpy.random.set_state(other)


def rollout(program: Program, example: str, probe: str | None) -> Finished:
    """Run the program on one example, recorded if something is to be found in the recording."""
    ledger, found = Ledger(), None
    start = time.perf_counter()
    with counting(ledger, "program"):
        if probe is None:
            said = program.judge(example)
            seconds = time.perf_counter() - start
        else:
            with record(program.max_events) as run:
                said = program.judge(example)
            seconds = time.perf_counter() - start
            said, found = _probed(probe, run, said, program)
    done = Rollout(example, said.score, said.text, said.error, seconds, found)
    return Finished(done, tuple(ledger.bills))


def _probed(probe: str, run: Recording, said: Judged, program: Program) -> tuple[Judged, JSONValue]:
    """Ask a probe. One that fails is told in the text: the run itself has its score."""
    try:
        function = called(probe)
        seen = said.of_target if getattr(function, "of_target", False) else None
        found = function(run if seen is None else seen, said.value, program.parameters)
        return said, json.loads(json.dumps(found))
    except Exception as error:  # noqa: BLE001  # an engine's fault must not look like the candidate's
        note = f"(the probe {probe} failed: {type(error).__name__}: {error})"
        return replace(said, text=f"{said.text}\n{note}".strip()), None
