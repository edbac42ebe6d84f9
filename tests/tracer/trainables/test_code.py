"""Code parameters: what a new body may be, in whose scope it runs, and where its errors are."""

import contextlib
import traceback

import pytest

import tracer
from rewriters.compiling import is_recording
from tracer import InvalidUpdate, parameters, record, swapping

SOURCE = """
    import math
    from tracer import trace, trainable

    SCALE = 2

    @trace(trainable=True, description="doubles", constraint="stays linear")
    def double(x: int, *, times=1) -> int:
        '''Twice.'''
        return x + x

    class Box:
        __hidden = 7
        @trace(trainable=True)
        def get(self):
            return self.__hidden
        @trace(trainable=True)
        @staticmethod
        def fixed():
            return 1

    def make(captured, other):
        @trace(trainable=True)
        def inner(x):
            return x + captured
        return inner, other

    def counter():
        k = 0
        @trace(trainable=True)
        def count():
            nonlocal k
            k += 1
            return k
        return count

    @trace(trainable=True)
    def running(n):
        for i in range(n):
            yield i
"""

REFUSED = [
    ("double", "def double(x:", "does not parse"),
    ("double", "x = 1", "one function definition"),
    ("double", "def other(x, *, times=1): return x", "must be called 'double'"),
    ("double", "def double(x, times=1): return x", "signature must stay"),
    ("double", "def double(x, *, times=2): return x", "signature must stay"),
    ("double", "async def double(x, *, times=1): return x", "made by `def`"),
    ("double", "def double(x, *, times=1): yield x", "generator"),
    ("double", "def double(x, *, times=1): return maths.pi", "there are math"),
    ("double", "def double(x, *, times=1): return 'a'.b(", "does not parse"),
    ("double", "def double(x, *, times=1):\n    break", "does not compile"),
    ("double", 5, "source text is expected"),
    ("running", "def running(n): return [n]", "generator"),
    ("inner", "def inner(x): return other", "'other' of the enclosing function is not captured"),
    ("get", "def get(self): return super().x", r"super\(Box, self\)"),
]


@pytest.fixture
def app(load):
    module = load(SOURCE)
    module.keep = [module.make(1, 2), module.counter()]
    return module


@pytest.mark.parametrize(("name", "text", "why"), REFUSED)
def test_a_bad_body_changes_nothing(app, named, name, text, why):
    parameter = named(app)[name]
    before = parameter.value
    with pytest.raises(InvalidUpdate, match=why):
        parameter.set(text)
    assert (parameter.value, parameter.changed, app.double(3)) == (before, False, 6)


def test_too_long_and_forbidden_imports(app, named):
    double = named(app)["double"]
    double.max_characters, double.forbidden_imports = 60, ["os"]
    with pytest.raises(InvalidUpdate, match="60 are allowed"):
        double.set("def double(x, *, times=1):\n    return " + "1 + " * 30 + "1")
    for statement in ("import os.path", "from os import path"):
        with pytest.raises(InvalidUpdate, match="forbidden"):
            double.set(f"def double(x, *, times=1):\n    {statement}")


def test_what_is_known_of_it(app, named):
    double = named(app)["double"]
    assert (double.kind, double.description, double.constraint) == (
        "code",
        "doubles",
        "stays linear",
    )
    assert double.value == double.source
    assert double.value.startswith("def double(x: int, *, times=1) -> int:\n    '''Twice.'''\n")


def test_identity_defaults_and_documentation(app, named):
    function, method = app.double, app.Box().get
    named(app)["double"].set(
        'def double(x, *, times=1):\n    "Thrice."\n    return x * 3 * SCALE, times\n'
    )
    named(app)["get"].set("def get(self):\n    return self.__hidden + 1\n")
    named(app)["fixed"].set("@staticmethod\ndef fixed():\n    return 2\n")
    assert (function(1), function is app.double, function.__doc__) == ((6, 1), True, "Thrice.")
    assert (method(), app.Box.fixed(), app.Box().fixed()) == (8, 2, 2)
    named(app)["double"].reset()
    assert (function(1), function.__doc__) == (2, "Twice.")


def test_closures_have_their_cells(app, named):
    one, _ = app.make(10, 0)
    two, _ = app.make(20, 0)
    named(app)["inner"].set("def inner(x):\n    return x * captured\n")
    three, _ = app.make(30, 0)
    assert (one(2), two(2), three(2)) == (20, 40, 60)
    named(app)["inner"].set("def inner(x):\n    return x\n")
    assert (one(2), one.__code__.co_freevars) == (2, ("captured",))
    named(app)["inner"].reset()
    assert (one(2), app.make(1, 1)[0](2)) == (12, 3)


def test_nonlocal(app, named):
    count = app.counter()
    count()
    named(app)["count"].set("def count():\n    nonlocal k\n    k += 10\n    return k\n")
    assert (count(), count()) == (11, 21)


def test_a_running_frame_finishes_with_the_body_it_began_with(app, named):
    generator = app.running(3)
    next(generator)
    named(app)["running"].set("def running(n):\n    yield 'new'\n")
    assert ([*generator], [*app.running(3)]) == ([1, 2], ["new"])


@pytest.mark.parametrize("recording", [contextlib.nullcontext, record])
def test_tracebacks_show_the_new_text(app, named, recording):
    named(app)["double"].set("def double(x, *, times=1):\n    y = x\n    return y / 0\n")
    with recording(), pytest.raises(ZeroDivisionError) as caught:
        app.double(1)
    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert (last.name, last.lineno, last.line) == ("double", 3, "return y / 0")
    assert last.filename.startswith(f"<{app.__name__}.py#double@")


def test_a_new_body_is_recorded(app, named):
    named(app)["double"].set("def double(x, *, times=1):\n    y = x * 7\n    return y\n")
    with record() as run:
        assert app.double(2) == 14
    assert [e.value for e in run.events() if e.site.code == "x * 7"] == [14]


def test_deep_parameters_are_those_of_what_a_function_uses(load, named):
    module = load("""
        from tracer import trace, trainable, model
        UNUSED = trainable(1)
        RATE = trainable(2)
        @trace
        def helper(x):
            return x * trainable(3, name="inside")
        @model
        class Agent:
            def __init__(self):
                self.word = trainable("hi")
        agent = Agent()
        def plain(x):
            return trainable(9, name="never")
        @trace
        def main(x):
            own = trainable(4)
            return helper(x) + RATE + own, agent, plain
    """)
    assert set(named(module.main)) == {"own"}
    assert set(named(module.main, deep=True)) == {"own", "RATE", "inside", "word"}
    assert [p.name for p in parameters([module.helper, module.agent])] == ["inside", "word"]
    with record() as run:
        module.main(1)
    assert {p.name for p in parameters(run)} == {"UNUSED", "RATE", "inside", "word", "never", "own"}


def test_strange_sort_list(load, named):
    module = load("""
        from tracer import trace
        @trace(trainable=True)
        def strange_sort_list(lst):
            return sorted(lst)
    """)
    named(module)["strange_sort_list"].set("""def strange_sort_list(lst):
    left, out = sorted(lst), []
    while left:
        out.append(left.pop(0))
        left.reverse()
    return out
""")
    assert module.strange_sort_list([1, 2, 3, 4]) == [1, 4, 2, 3]


def test_an_opaque_body_can_be_tried(load, named):
    module = load("""
        from tracer import trace
        @trace(trainable=True, opaque=True)
        def bar(x):
            return x + 1
        @trace
        def both(x):
            return bar(x) * 2
    """)
    with record(), tracer.overlay({named(module)["bar"]: "def bar(x):\n    return x - 1\n"}):
        assert module.both(1) == 0
    assert module.both(1) == 4


def test_modules_from_the_import_hook_are_tried_too(tmp_path, named):
    from tests.modules import import_hooked, write_module

    path = write_module(
        tmp_path,
        b"""
from tracer import trainable
LIMIT = trainable(2000.5)
def plain(x):
    return LIMIT
def body(x):  # tracer: trainable
    return x
""",
    )
    module = import_hooked(path)
    found = named(module)
    with tracer.overlay({found["LIMIT"]: 1.5, found["body"]: "def body(x):\n    return x * 2\n"}):
        assert (module.plain(1), module.body(4)) == (1.5, 8)
    found["body"].set("def body(x):\n    return x * 3\n")
    with record() as run:
        assert (module.plain(1), module.body(4)) == (2000.5, 12)
    assert 12 in [e.value for e in run.events() if e.site.code == "x * 3"]
    found["body"].reset()
    assert module.body(4) == 4


@pytest.mark.parametrize(("body", "at_once"), [("x * 3", False), ("(lambda y: y * 3)(x)", True)])
def test_a_body_in_a_hooked_module_records_as_soon_as_something_is_recorded(
    tmp_path, named, body, at_once
):
    from tests.modules import import_hooked, write_module

    module = import_hooked(
        write_module(tmp_path, b"def f(x):  # tracer: trainable\n    return x\n")
    )
    parameter = named(module)["f"]
    parameter.set(f"def f(x):\n    return {body}\n")
    assert is_recording(module.f.__code__) is at_once  # a closure may live until something records
    with record() as run:
        assert module.f(4) == 12
    assert 12 in [e.value for e in run.events()]
    parameter.set(f"def f(x):\n    return {body} + 1\n")
    with record() as run:
        assert module.f(4) == 13
    assert 13 in [e.value for e in run.events()]
    parameter.reset()
    assert not swapping.is_registered(module.f)
    with record() as run:
        assert module.f(4) == 4
    assert "return x" in {e.site.code for e in run.events()}


def test_traced_functions_from_the_import_hook_are_recorded_and_tried(tmp_path, named):
    from tests.modules import import_hooked, write_module

    path = write_module(
        tmp_path,
        b"""
from tracer import trace, trainable
L = trainable(1000.5)
@trace(trainable=True)
def f(x):
    return x + L
""",
    )
    module = import_hooked(path)
    found = named(module)
    with record() as run:
        assert module.f(1) == 1001.5
    assert "x + L" in {e.site.code for e in run.events()}
    with tracer.overlay({found["L"]: 1.5, found["f"]: "def f(x):\n    return x - L\n"}):
        assert module.f(1) == -0.5
    found["f"].set("def f(x):\n    return x * L\n")
    with record() as run:
        assert module.f(2) == 2001
    assert "x * L" in {e.site.code for e in run.events()}


def test_a_body_that_calls_itself(load, named):
    module = load("""
        def down(n, step=1):  # tracer: trainable
            return n if n <= 0 else down(n - step)
    """)
    parameter = named(module)["down"]
    new = parameter.value.replace("n - step", "n - step - 1")
    with tracer.overlay({parameter: new}):
        assert module.down(4) == 0
        with record() as run:
            module.down(3)
    assert module.down(3) == 0
    assert (run.output, len({e.frame for e in run.events()})) == (-1, 3)
    parameter.set(new)
    assert module.down(3) == -1
