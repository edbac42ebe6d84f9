"""A coroutine as a step."""

import asyncio

from optimizers import OptoPrime
from tracer import model, parameters, record, trace, trainable

from advice import model as advisor


@model
class Caller:
    def __init__(self):
        self.number = trainable(3, name="number")

    @trace(opaque=True)
    async def wait(self, number):
        """Waits a moment."""
        await asyncio.sleep(0)
        return number + 1

    async def __call__(self):
        return await self.wait(self.number)


async def train():
    caller = Caller()
    optimizer = OptoPrime(parameters(caller), llm=advisor)
    with record() as run:
        result = await caller()
    optimizer.zero_feedback()
    optimizer.backward(run, "should be 10")
    optimizer.step()
    result = await caller()
    print(result)


asyncio.run(train())
