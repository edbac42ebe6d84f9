"""A module with a mark in every place that it can fill."""

SOURCE = """
    import asyncio
    from tracer import trace, trainable, model

    LIMIT = trainable(1000.5)
    CONFIG = {"prompt": trainable("say it", name="prompt"), "deep": [trainable(7, name="seven")]}

    @trace
    def limit():
        inner = lambda: LIMIT
        return LIMIT, inner(), [LIMIT for _ in "ab"], f"{LIMIT}"

    @trace
    def config():
        return CONFIG["prompt"], CONFIG.get("prompt"), CONFIG["deep"][0], CONFIG.get("none", 1)

    @trace
    def default(x, k=trainable(0.125), *, more=trainable("extra words")):
        return x, k, more

    @trace
    def local():
        own = trainable(0.25)
        return own

    @trace
    def template(who):
        return trainable(f"Hi {who}", name="template")

    @trace
    async def slow():
        before = LIMIT
        await asyncio.sleep(0)
        return before, LIMIT, trainable(0.5, name="late")

    @trace
    def numbers():
        for _ in range(2):
            yield LIMIT

    class Base:
        word = trainable("class word")

    @model
    class Agent(Base):
        def __init__(self):
            self.instruction = trainable("Decide")
        def __call__(self):
            return self.instruction, self.word, Agent.word

    @trace(trainable=True)
    def double(x, *rest, k=1, **more):
        '''Twice.'''
        return x + x

    @trace(trainable=True)
    def counting(n):
        while n:
            got = yield n
            n -= 1
        return "done"

    @trace(trainable=True)
    async def later(x):
        await asyncio.sleep(0)
        return x

    @trace(trainable=True)
    async def stream(n):
        for i in range(n):
            await asyncio.sleep(0)
            yield i

    def make(a):
        @trace(trainable=True)
        def inner(x):
            return x + a
        return inner

    class Child(Agent):
        @trace(trainable=True)
        def shout(self, x):
            return super().__call__()[0] + x + self.__secret
        __secret = "!"
"""
