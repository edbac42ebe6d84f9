"""`overlay`: other values in one context, in every place a mark fills, and nowhere else."""

import asyncio
import concurrent.futures
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer import InvalidUpdate, TracerError, live, overlay, record, swapping
from tracer.trainables import substitution

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


@pytest.fixture
def app(load):
    return load(SOURCE)


def test_a_global_where_it_is_read(app, named):
    with overlay({named(app)["LIMIT"]: 1.5}):
        assert app.limit() == (1.5, 1.5, [1.5, 1.5], "1.5")
        assert app.LIMIT == 1000.5
    assert app.limit()[0] == 1000.5


def test_a_global_in_a_module_that_imports_it(app, load, named):
    other = load(f"""
        from tracer import trace
        import {app.__name__} as app
        from {app.__name__} import LIMIT as L
        @trace
        def read():
            return L, app.LIMIT
    """)
    with overlay({named(app)["LIMIT"]: 1.5}):
        assert other.read() == (1.5, 1.5)
    assert other.read() == (1000.5, 1000.5)


def test_keys_of_containers(app, named):
    found = named(app)
    with overlay({found["prompt"]: "do it", found["seven"]: 8}):
        assert app.config() == ("do it", "do it", 8, 1)
    assert app.config() == ("say it", "say it", 7, 1)


def test_defaults(app, named):
    found = named(app)
    with overlay({found["k"]: 0.75, found["more"]: "less"}):
        assert app.default(1) == (1, 0.75, "less")
        assert app.default(1, 3.5, more="own") == (1, 3.5, "own")
    assert app.default(1) == (1, 0.125, "extra words")


def test_attributes_of_instances_and_classes(app, named):
    agent, found = app.Agent(), named(app)
    own = app.Agent()
    own.instruction = "mine"
    with overlay({found["instruction"]: "Think", found["word"]: "other"}):
        assert agent() == ("Think", "other", "other")
        assert own() == ("mine", "other", "other")
        assert agent.instruction == "Decide"
    assert agent() == ("Decide", "class word", "class word")


def test_marks_and_templates_in_bodies(app, named):
    found = named(app)
    with overlay({found["template"]: "Bye {who}!"}):
        assert app.template("Bo") == "Bye Bo!"
    assert app.template("Bo") == "Hi Bo"


def test_a_missing_attribute_is_missing_in_the_users_own_line(app, named, load):
    other = load("""
        from tracer import trace
        @trace
        def read(x):
            return x.instruction
    """)
    with overlay({named(app)["instruction"]: "Think"}), pytest.raises(AttributeError) as caught:
        other.read(5)
    frames = []
    traceback = caught.value.__traceback__
    while traceback is not None:
        frames.append(traceback.tb_frame.f_code.co_filename)
        traceback = traceback.tb_next
    assert frames == [__file__, other.__file__]


@pytest.mark.parametrize("recorded", [False, True])
def test_recording_and_overlay_together(app, named, recorded):
    values = {
        named(app)["LIMIT"]: 2.5,
        named(app)["double"]: "def double(x, *rest, k=1, **more):\n    return -x\n",
    }
    agent = app.Agent()
    if recorded:
        with record() as run, overlay(values):
            got = app.limit(), app.double(4), agent()
        assert -4 in [e.value for e in run.events() if e.site.code == "-x"]
        assert {e.value for e in run.events() if e.site.code == "LIMIT"} == {2.5}
    else:
        with overlay(values):
            got = app.limit(), app.double(4), agent()
    assert got == ((2.5, 2.5, [2.5, 2.5], "2.5"), -4, ("Decide", "class word", "class word"))


def test_overlays_nest(app, named):
    found = named(app)
    with overlay({found["LIMIT"]: 1.5, found["template"]: "A {who}"}):
        with overlay({found["LIMIT"]: 2.5}):
            assert (app.limit()[0], app.template("x")) == (2.5, "A x")
        assert app.limit()[0] == 1.5
    assert app.limit()[0] == 1000.5


def test_overlay_goes_before_set(app, named):
    limit = named(app)["LIMIT"]
    limit.set(5.5)
    with overlay({limit: 6.5}):
        assert (app.limit()[0], limit.value) == (6.5, 6.5)
    assert (app.limit()[0], limit.value) == (5.5, 5.5)


def test_a_candidate_is_known_by_its_ids(app, named):
    limit = named(app)["LIMIT"]
    with overlay({f"{app.__name__}::LIMIT": 6.5}):
        assert limit.value == 6.5
    with pytest.raises(TracerError, match="no parameter 'nothing:at:all' is known"):
        overlay({"nothing:at:all": 1})


def test_a_bad_candidate_opens_nothing(app, named):
    with pytest.raises(InvalidUpdate):
        overlay({named(app)["LIMIT"]: "text"})
    assert live.process.overlays == 0


def test_nothing_is_left_when_none_is_open(app, named):
    codes = app.limit.__code__, app.double.__code__
    with overlay({named(app)["LIMIT"]: 1.5}):
        assert app.limit.__code__ is not codes[0]
    assert (app.limit.__code__, app.double.__code__) == codes
    assert app.limit.__code__ is codes[0]
    assert (live.process.overlays, swapping._state.twin, substitution._state.on) == (0, None, False)


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


def test_sixteen_threads_and_a_hundred_tasks_do_not_see_each_other(app, named):
    found = named(app)
    wrong = []

    def values(i):
        body = f"def double(x, *rest, k=1, **more):\n    return {i}\n"
        return {found["LIMIT"]: i + 0.5, found["late"]: i / 1000, found["double"]: body}

    def work(i):
        with overlay(values(i)):
            for _ in range(30):
                got = app.limit()[0], app.double(3)
                wrong.extend([got] if got != (i + 0.5, i) else [])

    async def task(i):
        with overlay({found["LIMIT"]: i + 0.5, found["late"]: i / 1000}):
            for _ in range(3):
                got = await app.slow()
                wrong.extend([got] if got != (i + 0.5, i + 0.5, i / 1000) else [])

    async def tasks():
        await asyncio.gather(*(task(i) for i in range(100)))

    threads = [threading.Thread(target=work, args=(i,)) for i in range(16)]
    for thread in threads:
        thread.start()
    asyncio.run(tasks())
    for thread in threads:
        thread.join()
    assert wrong == []
    assert app.limit()[0] == 1000.5


def test_threads_and_pools_inherit(app, named):
    seen = []
    with (
        overlay({named(app)["LIMIT"]: 2.5}),
        concurrent.futures.ThreadPoolExecutor(1) as pool,
    ):
        thread = threading.Thread(target=lambda: seen.append(app.limit()[0]))
        thread.start()
        thread.join()
        seen.append(pool.submit(app.limit).result()[0])
    assert seen == [2.5, 2.5]


def test_a_thread_that_outlives_the_block_is_without_it(app, named):
    seen, go = [], threading.Event()

    def wait():
        go.wait(10)
        seen.append((app.limit()[0], app.local()))

    with overlay({named(app)["LIMIT"]: 2.5, named(app)["own"]: 2.5}):
        thread = threading.Thread(target=wait)
        thread.start()
    with overlay({named(app)["template"]: "x {who}"}):
        go.set()
        thread.join()
    assert seen == [(1000.5, 0.25)]


def test_a_generator_uses_the_values_of_who_resumes_it(app, named):
    with overlay({named(app)["LIMIT"]: 2.5}):
        generator = app.numbers()
        first = next(generator)
        with overlay({named(app)["LIMIT"]: 3.5}):
            second = next(generator)
    assert (first, second) == (2.5, 3.5)


@given(st.floats(allow_nan=False, allow_infinity=False), st.text())
def test_overlay_and_set_do_the_same(number, text):
    from tests import traced

    from tracer import parameters

    word = next(p for p in parameters(traced.Agent) if p.name == "word")
    agent = traced.Agent()
    text = text.replace("{", "").replace("}", "")
    with overlay({word: text}):
        tried = agent("you"), traced.Agent()("you")
    word.set(text)
    try:
        assert tried == (agent("you"), traced.Agent()("you")) == (f"{text} you",) * 2
    finally:
        word.reset()
