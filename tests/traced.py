"""Traced functions that the tests of recordings call; plain Python otherwise."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator

from tracer import model, trace, trainable


@trace
def add(a: int, b: int = 2) -> int:
    """Add."""
    total = a + b
    return total  # noqa: RET504 - the name is what some tests look at


@trace
def positives(xs):
    return [add(x) for x in xs if x > 0]


@trace
def divide(a, b):
    return a // b


@trace
def quietly(a, b):
    try:
        return divide(a, b)
    except ZeroDivisionError:
        return None


@trace
def mixed(n: int) -> list[object]:
    """Do a little of everything, so that any exchange of values would show."""
    out: list[object] = []
    for k in range(n):
        out.append(add(k, n))
        out.extend(x * n for x in countdown(k % 3))
        out.append(quietly(n, k % 2))
    text = ""
    while len(text) < n % 5:
        text += str(n)
    return [*out, {k: v + "." for k, v in enumerate(sorted(text, key=lambda c: -ord(c)))}]


@trace
def countdown(n: int) -> Iterator[int]:
    while n:
        yield n
        n -= 1


@trace
def made(value: object) -> list[object]:
    held = [value]
    return held  # noqa: RET504 - as above


@trace
def call(function: Callable[..., object], *args: object) -> object:
    return function(*args)


@trace
async def slow(n: int, turns: int = 1) -> int:
    for _ in range(turns):
        await asyncio.sleep(0)
    return n * 10


@trace
async def slowly(n: int) -> list[object]:
    """`mixed`, with a suspension after each step."""
    out = []
    for k in range(n):
        out.append(await slow(k + n))
        out.append([x async for x in steps(k % 3)])
        out.append(add(k, n))
    return out


@trace
async def steps(n: int) -> AsyncIterator[int]:
    for k in range(n):
        await asyncio.sleep(0)
        yield k * n


@trace(opaque=True, description="negates")
def negative(x):
    for _ in range(100):
        x = x * -1
    return x * -1


@trace
def around_opaque(x):
    return negative(x) + 1


@model
class Agent:
    """Greets."""

    shown = "agent"

    def __init__(self, word="hi"):
        self.word = trainable(word, name="word")

    def __call__(self, who):
        """Greet."""
        return f"{self.word} {who}"

    @property
    def loud(self):
        """Shout."""
        return self.word.upper() + "!"

    @staticmethod
    def twice(x):
        """Double."""
        return x * 2

    @classmethod
    def named(cls, suffix):
        """Say whose name."""
        return cls.__name__ + suffix


def plain(x):
    """Not traced."""
    return x + 1
