"""Comprehensions: each turn's evaluations in order, of every kind, nested, failing, suspended."""

import pytest
from tests.programs.observe import observe
from tests.reference import Program, actual_events, expected_events
from tests.rewriters.instrument.test_expressions import PRELUDE
from tests.ways import observe_recorded

COMPREHENSIONS = {
    "list": "[t(x) for x in xs]",
    "set": "sorted({t(x) % 2 for x in xs})",
    "dict": "{t(x): t(-x) for x in xs}",
    "generator": "list(t(x) for x in xs)",
    "names alone": "[x for x in xs]",
    "constants alone": "[0 for _ in xs]",
    "condition": "[x for x in xs if t(x) > 1]",
    "conditions": "[x for x in xs if t(x) > 1 if t(x) < 3]",
    "two loops": "[t(x + y) for x in xs for y in range(x)]",
    "two loops and conditions": "[x * y for x in xs if t(x) - 2 for y in t([x, 5]) if t(y) > 1]",
    "three loops": "[(x, y, z) for x in xs for y in xs if x < y for z in xs if y < z]",
    "inside a list": "[[t(y) for y in range(x)] for x in xs]",
    "inside a dict": "{x: {y: t(x * y) for y in xs if y != x} for x in xs}",
    "inside a condition": "[x for x in xs if all(t(y) < 3 for y in range(x))]",
    "inside an iterable": "[x for x in [t(y) for y in xs]]",
    "inside an inner iterable": "[z for x in xs for z in [y for y in range(x)]]",
    "inside a generator": "[list(a) for a in ((t(y) for y in range(x)) for x in xs)]",
    "three deep": "[[[t(z) for z in range(y)] for y in range(x)] for x in xs]",
    "unpacked targets": "[t(a + c) for a, (c, *_) in [(1, (2, 3)), (4, (5,))]]",
    "attribute target": "[b.value for b.value in xs]",
    "item target": "[b.items[t(0)] for b.items[0] in xs]",
    "walrus": "[y for x in xs if (y := t(x)) > 1], y",
    "walrus in the element": "[(y := t(x)) + y for x in xs], y",
    "walrus in a nested one": "[[(y := x + z) for z in range(2)] for x in xs], y",
    "lambda": "[f(10) for f in [lambda k, x=x: t(k + x) for x in xs]]",
    "late lambda": "[f() for f in [lambda: t(x) for x in xs]]",
    "lambda called at once": "[(lambda k: t(k) * x)(x + 1) for x in xs]",
    "lambda in the iterable": "[y for y in sorted(xs, key=lambda y: -t(y))]",
    "conditional": "[t(1) if x > 1 else t(-1) for x in xs]",
    "and": "[x > 1 and t(x) or t(0) for x in xs]",
    "chain": "[0 < t(x) < 3 for x in xs]",
    "f-string": "[f'{x}{t(x):>{x}}' for x in xs]",
    "method": "[b.get(t(x)) for x in xs]",
    "method of a text": "[str(x).rjust(t(x)) for x in xs]",
    "star": "[add(*[x], t(x), **{'k': x}) for x in xs]",
    "starred element": "[(*[x], t(x)) for x in xs]",
    "subscripts and slices": "[xs[t(x) - 1 :][0] for x in xs]",
    "consumed by next": "next(t(x) for x in xs)",
    "consumed in parts": "(lambda g: (next(g), t('between'), list(g)))(t(x) for x in xs)",
    "consumed by any": "any(t(x) > 1 for x in xs)",
    "consumed by join": "','.join(str(t(x)) for x in xs)",
    "never consumed": "(t(x) for x in xs) is None",
    "name of the function": "[n + x for x in xs]",
    "same name outside": "[n for n in xs], n",
    "function's name in a class": "[x for x in xs if x in xs]",
    "its own locals": "[sorted(locals()) for x in xs if t(x)]",
    "its own locals in a dict": "{k: [sorted(locals()) for x in xs] for k in xs}",
    "a generator's own locals": "list(sorted(locals()) for x in xs if t(x))",
    "failing": "[t(6) // (x - 2) for x in xs]",
    "failing condition": "[x for x in xs if t(6) // (x - 2)]",
    "failing iterable": "[y for x in xs for y in t(x)]",
    "failing generator": "list(t(6) // (x - 2) for x in xs)",
    "failing lambda": "[(lambda k: k // (x - 2))(t(6)) for x in xs]",
    "nothing to iterate": "[t(x) for x in n]",
    "global of a turn": "[add(x, k=t(x)) for x in xs]",
    "large": "[[x, x, x, x, x, x, x, x, x, x, t(x)] for x in xs]",
}


def program(expression: str, head: str = "def main():") -> Program:
    """Return a program whose `main` gives an expression."""
    return Program(
        f"{PRELUDE.lstrip()}{head}\n    n, b, xs = 7, Box(5), [1, 2, 3]\n    return {expression}\n"
    )


each_comprehension = pytest.mark.parametrize("kind", COMPREHENSIONS)


@pytest.mark.smoke
@each_comprehension
def test_a_comprehensions_events_are_its_evaluations_in_order(kind):
    made = program(COMPREHENSIONS[kind])
    assert actual_events(made) == expected_events(made)


@each_comprehension
def test_a_comprehension_does_the_same_while_recorded(kind):
    source = program(COMPREHENSIONS[kind]).source
    assert observe_recorded(source) == observe(source)


@each_comprehension
def test_a_comprehension_does_the_same_at_module_level_and_in_a_class(kind):
    expression = COMPREHENSIONS[kind]
    source = f"{PRELUDE.lstrip()}xs, n, b = [1, 2, 3], 7, Box(5)\ntry:\n    top = {expression}\nexcept Exception as e:\n    top = repr(e)\n"
    if ":=" not in expression:
        source += f"try:\n    class Body:\n        result = {expression}\nexcept Exception as e:\n    LOG.append(repr(e))\n"
    source += "def main():\n    return LOG\n"
    assert observe_recorded(source) == observe(source)


ASYNC = {
    "async for": "[t(x) async for x in turns(3)]",
    "async condition": "[x async for x in turns(4) if t(x) % 2]",
    "await in the element": "[await wait(t(x)) for x in xs]",
    "await in the condition": "[x for x in xs if await wait(t(x)) > 1]",
    "await in the iterable": "[t(x) for x in await wait(xs)]",
    "await in the inner iterable": "[t(y) for x in xs for y in await wait([x])]",
    "set and dict": "[{t(x) async for x in turns(2)}, {x: await wait(t(x)) async for x in turns(2)}]",
    "nested": "[[t(y) async for y in turns(x)] for x in xs]",
    "async generator": "[x async for x in (t(y) async for y in turns(3))]",
    "awaiting generator": "[x async for x in (await wait(t(y)) for y in xs)]",
    "walrus": "[z async for x in turns(3) if (z := await wait(t(x)))]",
    "failing": "[t(6) // (x - 1) async for x in turns(3)]",
}


@pytest.mark.parametrize("kind", ASYNC)
def test_an_asynchronous_comprehension_does_the_same_while_recorded(kind):
    source = asynchronous(ASYNC[kind]).source
    assert observe_recorded(source) == observe(source)


@pytest.mark.parametrize("kind", ASYNC)
def test_an_asynchronous_comprehensions_events_are_its_evaluations_in_order(kind):
    made = asynchronous(ASYNC[kind])
    assert actual_events(made) == expected_events(made)


def asynchronous(expression: str) -> Program:
    """Return a program whose `main` awaits a coroutine that gives an expression."""
    head = "import asyncio\nasync def turns(n):\n    for k in range(n):\n        await asyncio.sleep(0)\n        yield k\nasync def wait(x):\n    await asyncio.sleep(0)\n    return x\n"
    made = program(expression, f"{head}async def work():")
    return Program(made.source + "def main():\n    return asyncio.run(work())\n")
