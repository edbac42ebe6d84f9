"""What programs share: the log, which also bounds the number of steps, and pieces that only some need."""

import re
from collections.abc import Mapping

LOG = """import traceback

LOG = []


def t(x):
    if len(LOG) > 400:
        raise RuntimeError("out of steps")
    LOG.append(repr(x))
    return x


def caught(error):
    LOG.append("caught " + "".join(traceback.format_exception(error)))
"""
# What uses another piece stands before it.
PIECES: Mapping[str, str] = {
    r"\b(akeep|drive)\(": """OPEN = []


def akeep(stream):
    OPEN.append(stream)
    return stream


async def drive(awaitable):
    try:
        return await awaitable
    finally:
        while OPEN:
            try:
                await OPEN.pop().aclose()
            except BaseException as error:
                caught(error)
""",
    r"\bPairs\b": """class Pairs(Ticks):
    async def __anext__(self):
        step = await super().__anext__()
        return step, [step, 0]
""",
    r"\bTicks\b": """class Ticks:
    def __init__(self, stop):
        self.left = stop % 4

    def __aiter__(self):
        return self

    async def __anext__(self):
        if not self.left:
            raise StopAsyncIteration
        self.left -= 1
        return await pause(t(self.left))
""",
    r"\bAHold\b": """class AHold(Hold):
    async def __aenter__(self):
        return await pause(self.__enter__())

    async def __aexit__(self, *details):
        return await pause(self.__exit__(*details))
""",
    r"\bHold\b": """class Hold:
    def __init__(self, value, swallow=False):
        self.value, self.swallow = value, swallow

    def __enter__(self):
        return t(self.value)

    def __exit__(self, kind, error, trace):
        if error is not None:
            caught(error)
        return self.swallow and isinstance(error, Exception)
""",
    r"\bpause\b": """async def pause(value):
    await asyncio.sleep(0)
    return value
""",
    r"\bSpot\b": """class Spot:
    def __repr__(self):
        return "Spot"
""",
    r"\bLimits\b": """class Limits:
    LOW, HIGH = 1, 5
""",
    r"\bdecorate\b": """def decorate(tag):
    t(tag)
    return lambda thing: t(thing.__name__) and thing
""",
    r"\bfail\b": """def fail(what):
    raise Trouble(t(what))
""",
    r"\bTrouble\b": """class Trouble(Exception):
    def __str__(self):
        return f"trouble {self.args[0]!r:.20}"
""",
    r"\bHarsh\b": """class Harsh(BaseException):
    pass
""",
    r"\b(keep|release)\(": """LIVE = []


def keep(generator):
    LIVE.append(generator)
    return generator


def release():
    for generator in reversed(LIVE):
        for _ in range(3):
            try:
                generator.close()
            except BaseException as error:
                caught(error)
""",
    r"\basyncio\.": """import asyncio
""",
}


def with_prelude(body: str) -> str:
    """Return `body` after the log and the pieces that it uses."""
    source = body
    for pattern, piece in PIECES.items():
        if re.search(pattern, source):
            source = f"{piece}\n\n{source}"
    return f"{LOG}\n\n{source}"
