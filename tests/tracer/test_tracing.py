"""`trace` and `model`: what they take, what they find below other decorators, what they refuse."""

import asyncio
import functools
import math
import operator

import pytest
from tests import traced
from tests.told import told, values_of

import tracer
from tracer import model, record, trace


def plainly(function):
    """Wrap as careful decorators do."""

    @functools.wraps(function)
    def wrapper(*args, **options):
        return function(*args, **options)

    return wrapper


@pytest.mark.smoke
def test_trace_gives_back_the_same_object():
    def f(x):
        return x + 1

    assert trace(f) is f


def test_trace_with_options_gives_back_the_same_object():
    def f(x):
        return x + 1

    assert trace(trainable=True, name="f", description="adds", constraint="positive")(f) is f


def test_tracing_twice_changes_nothing():
    @trace
    def f(x):
        return x + 1

    assert trace(f) is f
    with record() as run:
        f(1)
    assert values_of(run, "x + 1") == [2]


def test_a_function_traced_while_a_recording_is_open_is_recorded():
    with record() as run:

        @trace
        def f(x):
            return x + 1

        f(1)
    assert values_of(run, "x + 1") == [2]


@pytest.mark.smoke
@pytest.mark.parametrize(
    "thing",
    [len, print, math.sin, str.upper, [].append, operator.itemgetter(0), 3, "text", object()],
)
def test_what_is_no_python_function_is_refused(thing):
    with pytest.raises(TypeError, match="trace takes a function written in Python, not"):
        trace(thing)


def test_a_class_is_refused_with_a_hint():
    with pytest.raises(TypeError, match=r"Agent; use tracer\.model for a class"):
        trace(traced.Agent)


def test_model_refuses_a_function_with_a_hint():
    with pytest.raises(TypeError, match=r"model takes a class, not function; use tracer\.trace"):
        model(traced.plain)


def test_a_builtin_below_a_partial_is_refused():
    with pytest.raises(TypeError, match="trace takes a function"):
        trace(functools.partial(len, []))


def test_a_refused_thing_is_named():
    with pytest.raises(TypeError, match="len"):
        trace(len)


def test_a_refusal_runs_no_code_of_the_object():
    class Odd:
        def __getattr__(self, name):
            raise AssertionError(name)

    with pytest.raises(TypeError, match="Odd"):
        trace(Odd())


def method_of(kind):
    class Holder:
        @kind
        def f(*args):
            return args[-1] + 1

    return Holder


@pytest.mark.parametrize("outside", [trace, lambda f: f], ids=["trace outside", "trace inside"])
@pytest.mark.parametrize(
    "kind",
    [staticmethod, classmethod, plainly, functools.lru_cache, functools.cache],
    ids=lambda k: k.__name__,
)
def test_other_decorators_stack_in_either_order(kind, outside):
    inside = trace if outside is not trace else lambda f: f
    holder = type("Holder", (), {"f": outside(kind(inside(lambda *args: args[-1] + 1)))})
    with record() as run:
        assert holder().f(1) == 2
    assert values_of(run, "args[-1] + 1") == [2]


@pytest.mark.parametrize("kind", [property, functools.cached_property], ids=lambda k: k.__name__)
@pytest.mark.parametrize("order", ["outside", "inside"])
def test_properties_are_traced_in_either_order(kind, order):
    def f(self):
        return self.x + 1

    value = trace(kind(f)) if order == "outside" else kind(trace(f))
    holder = type("Holder", (), {"x": 1, "f": value})
    if isinstance(value, functools.cached_property):
        value.__set_name__(holder, "f")
    with record() as run:
        assert holder().f == 2
    assert values_of(run, "self.x + 1") == [2]


def test_a_propertys_setter_and_deleter_are_traced():
    class Holder:
        x = 0

        @property
        def p(self):
            return self.x + 1

        @p.setter
        def p(self, value):
            self.x = value * 2

        @p.deleter
        def p(self):
            self.x = -5

        p = trace(p)

    holder = Holder()
    with record() as run:
        holder.p = 4
        assert holder.p == 9
        del holder.p
    assert (values_of(run, "value * 2"), values_of(run, "self.x + 1"), values_of(run, "-5")) == (
        [8],
        [9],
        [-5],
    )


@pytest.mark.parametrize("order", ["outside", "inside"])
def test_a_context_manager_is_traced_in_either_order(order):
    from contextlib import contextmanager

    def section(title):
        yield title + "!"

    manager = (
        trace(contextmanager(section)) if order == "outside" else contextmanager(trace(section))
    )
    with record() as run, manager("s") as title:
        assert title == "s!"
    assert values_of(run, 'title + "!"') == ["s!"]


def test_single_dispatch_is_traced_with_what_is_registered_traced():
    @trace
    @functools.singledispatch
    def describe(value):
        return "any" + str(value)

    @describe.register
    @trace
    def _(value: int):
        return value + 1

    with record() as run:
        assert (describe(1), describe("x")) == (2, "anyx")
    assert values_of(run, "value + 1") == [2]
    assert values_of(run, '"any" + str(value)') == ["anyx"]


def test_a_partial_is_traced():
    def f(a, b):
        return a - b

    partly = functools.partial(f, 10)
    assert trace(partly) is partly
    with record() as run:
        assert partly(3) == 7
    assert values_of(run, "a - b") == [7]


def test_a_bound_method_is_traced():
    class Holder:
        def f(self):
            return self.x + 1

        x = 1

    holder = Holder()
    trace(holder.f)
    with record() as run:
        holder.f()
    assert values_of(run, "self.x + 1") == [2]


def test_a_lambda_bound_to_a_name_is_traced():
    f = trace(lambda x: x + 1)
    with record() as run:
        assert f(1) == 2
    assert values_of(run, "x + 1") == [2]


def test_two_lambdas_on_a_line_are_told_apart():
    f, g = trace(lambda x: x + 1), trace(lambda x: x + 2)
    with record() as run:
        assert (f(1), g(1)) == (2, 3)
    assert (values_of(run, "x + 1"), values_of(run, "x + 2")) == ([2], [3])


def test_a_closure_is_traced_with_its_cells():
    def make(start):
        @trace
        def count():
            nonlocal start
            start += 1
            return start

        return count

    one, two = make(10), make(20)
    with record() as run:
        assert (one(), one(), two()) == (11, 12, 21)
    assert run.output == 21


def test_functions_inside_a_traced_function_are_recorded():
    @trace
    def outer(n):
        def inner(x):
            return x * n

        return [inner(k) for k in range(2)]

    with record() as run:
        outer(5)
    assert values_of(run, "x * n") == [0, 5]


def test_a_recursive_function_is_recorded_at_every_level():
    @trace
    def fact(n):
        return 1 if n < 2 else n * fact(n - 1)

    with record() as run:
        assert fact(4) == 24
    assert sorted(values_of(run, "n * fact(n - 1)")) == [2, 6, 24]


def test_an_async_generator_is_traced():
    async def main():
        return [x async for x in traced.steps(3)]

    with record() as run:
        assert asyncio.run(main()) == [0, 3, 6]
    assert values_of(run, "k * n") == [0, 3, 6]


def test_model_traces_every_method_of_its_own():
    agent = traced.Agent("yo")
    with record() as run:
        seen = agent("Bo"), agent.loud, agent.twice(2), agent.named("!")
    assert seen == ("yo Bo", "YO!", 4, "Agent!")
    assert values_of(run, 'f"{self.word} {who}"') == ["yo Bo"]
    assert values_of(run, 'self.word.upper() + "!"') == ["YO!"]
    assert values_of(run, "x * 2") == [4]
    assert values_of(run, "cls.__name__ + suffix") == ["Agent!"]


def test_model_gives_back_the_class():
    class Plain:
        pass

    assert model(Plain) is Plain


def test_model_leaves_inherited_and_borrowed_methods_alone():
    class Base:
        def f(self):
            return 1 + len("ab")

    @model
    class Child(Base):
        g = traced.plain

    with record() as run:
        assert (Child().f(), Child.g(1)) == (3, 2)
    assert told(run) == []


def test_methods_of_a_dataclass_are_traced():
    import dataclasses

    @model
    @dataclasses.dataclass
    class Point:
        x: int

        def twice(self):
            return self.x * 2

    with record() as run:
        assert Point(4).twice() == 8
    assert values_of(run, "self.x * 2") == [8]


def test_zero_argument_super_works_in_a_traced_method():
    class Base:
        def f(self):
            return 1

    @model
    class Child(Base):
        def f(self):
            return super().f() + 1

    with record() as run:
        assert Child().f() == 2
    assert values_of(run, "super().f() + 1") == [2]


def test_errors_of_ours_have_one_ancestor():
    assert issubclass(tracer.SourceUnavailable, tracer.TracerError)
