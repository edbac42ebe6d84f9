"""Other bodies of functions of every kind: overlaid or set, recorded or not."""

import asyncio

import pytest
from tests.tracer.trainables.overlaid import SOURCE

from tracer import overlay, record


@pytest.fixture
def app(load):
    return load(SOURCE)


BODIES = {
    "a function": ("double", "def double(x, *rest, k=1, **more):\n    return x, rest, k, more\n",
                   lambda m: m.double(1, 2, 3, k=4, z=5), (1, (2, 3), 4, {"z": 5}), 2),
    "a generator": ("counting", "def counting(n):\n    got = yield n * 10\n    return got\n",
                    lambda m: sent(m.counting(2)), [20, "got"], [2, 1, "done"]),
    "a coroutine": ("later", "async def later(x):\n    await asyncio.sleep(0)\n    return x * 10\n",
                    lambda m: asyncio.run(m.later(2)), 20, 2),
    "an async generator": ("stream", "async def stream(n):\n    got = yield n * 10\n    yield got\n",
                           lambda m: asyncio.run(asend(m.stream(2))), [20, "got"], [0, 1]),
    "a method with super": ("shout", "def shout(self, x):\n    return x + super().__call__()[0] + self.__secret\n",
                            lambda m: m.Child().shout("?"), "?Decide!", "Decide?!"),
}  # fmt: skip


def sent(generator):
    out = [next(generator)]
    try:
        while True:
            out.append(generator.send("got"))
    except StopIteration as stop:
        return [*out, stop.value]


async def asend(generator):
    out = [await generator.__anext__()]
    try:
        while True:
            out.append(await generator.asend("got"))
    except StopAsyncIteration:
        return out


@pytest.mark.parametrize("what", BODIES)
@pytest.mark.parametrize("way", ["overlay", "set", "recorded overlay", "recorded set"])
def test_bodies(app, named, what, way):
    name, text, run, new, old = BODIES[what]
    parameter = named(app)[name]

    def ran():
        if "recorded" in way:
            with record():
                return run(app)
        return run(app)

    assert ran() == old
    if "overlay" in way:
        with overlay({parameter: text}):
            assert ran() == new
    else:
        parameter.set(text)
        assert ran() == new
        parameter.reset()
    assert ran() == old


def test_bodies_of_closures_keep_their_own_cells(app, named):
    one, two = app.make(1), app.make(20)
    with overlay({named(app)["inner"]: "def inner(x):\n    return x * a\n"}):
        assert (one(3), two(3), app.make(5)(3)) == (3, 60, 15)
    assert (one(3), two(3)) == (4, 23)
