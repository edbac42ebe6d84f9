"""A function or model as what is optimized: called with each example's input, judged by an objective."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

from optimizers.examples import Example
from optimizers.running.rollouts import Judged, failure, judged, set_all
from tracer.recording import MAX_EVENTS, record
from tracer.runtime import is_recording_open
from tracer.sources import has_source
from tracer.swapping import register
from tracer.tracing import innermost
from tracer.trainables.parameter import Parameter

Objective = Callable[[Any, Any], Any]
"""From output and expected output to a score (larger is better) or a Feedback."""


class FunctionProgram:
    """`target` is called with each example's input; a coroutine is run to its end. `objective` is traced too."""

    max_events = MAX_EVENTS

    def __init__(
        self,
        target: Callable[..., Any],
        objective: Objective,
        examples: Mapping[str, Example],
        parameters: Sequence[Parameter],
    ) -> None:
        self.target, self.objective = target, objective
        self.examples, self.parameters = examples, parameters
        for function in innermost(objective):
            if has_source(function):
                register(function)

    def use(self, values: Mapping[Parameter, Any]) -> None:
        """Use these values from now on in this process."""
        set_all(values)

    def judge(self, example: str) -> Judged:
        """Call the target, then the objective with what it returned."""
        one = self.examples[example]
        try:
            with record() if is_recording_open() else nullcontext() as run:
                output = _called(self.target, one.input)
            result = self.objective(output, one.expected)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001  # SystemExit, too, costs this candidate only
            return failure(error)
        return replace(judged(result), of_target=run)


def _called(target: Callable[..., Any], given: Any) -> Any:
    output = target(**given) if isinstance(given, dict) else target(given)
    if inspect.isawaitable(output):
        return asyncio.run(_awaited(output))
    return output


async def _awaited(output: Any) -> Any:
    return await output
