"""`trace`: what it takes, what it gives back, what it refuses."""

import asyncio
import functools
import math
import operator

import pytest
from tests import traced
from tests.told import values_of

import tracer
from tracer import model, record, trace


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


def test_errors_of_ours_have_one_ancestor():
    assert issubclass(tracer.SourceUnavailable, tracer.TracerError)
