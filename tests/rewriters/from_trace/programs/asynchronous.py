"""A coroutine as a step."""

import asyncio

from opto.optimizers import OptoPrime
from opto.trace import bundle, model, node

from advice import model as advisor


@model
class Caller:
    def __init__(self):
        self.number = node(3, trainable=True, name="number")

    @bundle(catch_execution_error=True)
    async def wait(self, number):
        """Waits a moment."""
        await asyncio.sleep(0)
        return number + 1

    async def __call__(self):
        return await self.wait(self.number)


async def train():
    caller = Caller()
    optimizer = OptoPrime(caller.parameters(), llm=advisor)
    result = await caller()
    optimizer.zero_feedback()
    optimizer.backward(result, "should be 10")
    optimizer.step()
    result = await caller()
    print(result.data)


asyncio.run(train())
