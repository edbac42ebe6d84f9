"""A workflow of coroutines: facts about several places are asked for at once, and made one text.

`TRACER_MODEL=provider/model python examples/async_workflow.py` asks a model, which needs `pip install 'spangrad[llm]'`.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from optimizers import LLM, OptoPrime
from tracer import Feedback, diff, parameters, record, trace, trainable

PLACES = ("Lisbon", "Oslo", "Quito")
LIMIT = 120
"""Characters that the text may have."""


@trace
async def fact(llm: LLM, place: str) -> str:
    """Return a fact about a place."""
    instruction = trainable("Tell me about {place}.", name="instruction")
    return await llm.acall([{"role": "user", "content": instruction.format(place=place)}])


@trace
async def text(llm: LLM, places: Sequence[str]) -> str:
    """Return a text about all places."""
    separator = trainable("\n", name="separator", choices=["\n", "; "])
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(fact(llm, place)) for place in places]
    return separator.join([task.result() for task in tasks])


def judged(written: str) -> Feedback:
    """Return what a text is worth: one line, and short."""
    problems = []
    if len(written) > LIMIT:
        problems.append(f"{len(written)} characters are more than {LIMIT}")
    if "\n" in written:
        problems.append("it should be one line")
    return Feedback(1.0 - len(problems) / 2, "; ".join(problems) or "good")


async def learn(task: Any, llm: Any, steps: int = 3) -> float:
    """Improve the workflow; returns the score it has at the end."""
    optimizer = OptoPrime(parameters([fact, text]), llm=llm)
    client = LLM(task)
    for _ in range(steps):
        with record() as run:
            written = await text(client, PLACES)
        optimizer.zero_feedback()
        optimizer.backward(run, judged(written))
        await optimizer.astep()
    return judged(await text(client, PLACES)).score or 0.0


def main() -> None:
    """Improve it, show the change."""
    print(f"score: {asyncio.run(learn(None, LLM()))}")
    print(diff(parameters([fact, text])))


if __name__ == "__main__":
    main()
