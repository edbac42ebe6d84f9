"""Marks and options: what the user says of values and functions."""

import re

import pytest
from tests import traced
from tests.told import values_of

from tracer import marking, record, trace, tracing, trainable


@trace
def marked():
    threshold = trainable(0.5, bounds=(0.0, 1.0))
    return threshold * 2


@pytest.mark.smoke
def test_a_marked_value_is_itself():
    value = ["a"]
    assert trainable(value) is value


def test_every_option_of_a_mark_is_taken():
    value = trainable(
        "pos",
        "label",
        description="d",
        constraint=re.compile("p"),
        choices=["pos", "neg"],
        must_contain=("p",),
        per_instance=True,
    )
    assert value == "pos"


def test_options_of_a_mark_are_given_by_keyword():
    with pytest.raises(TypeError):
        trainable(0.5, "name", "description")


@pytest.mark.smoke
def test_a_call_of_a_mark_is_a_parameter():
    with record() as run:
        marked()
    assert [e.value for e in run.events() if e.site.kind == "parameter"] == [0.5]


def test_a_mark_in_a_method_is_a_parameter():
    with record() as run:
        traced.Agent("yo")
    assert [e.value for e in run.events() if e.site.kind == "parameter"] == ["yo"]


def test_an_opaque_function_is_one_operation():
    with record() as run:
        assert traced.around_opaque(2) == -1
    assert len({event.frame for event in run.events()}) == 1
    assert values_of(run, "negative(x)") == [-2]


def test_an_opaque_function_does_the_same():
    with record():
        inside = traced.negative(4)
    assert inside == traced.negative(4) == -4


def test_what_an_opaque_function_calls_is_recorded_in_its_own_right():
    @trace(opaque=True)
    def hidden(x):
        y = x * 3
        return traced.add(y)

    with record() as run:
        assert hidden(1) == 5
    assert values_of(run, "a + b") == [5]
    assert values_of(run, "x * 3") == []


def test_an_opaque_function_needs_no_source():
    space = {}
    exec("def f(x):\n    return x + 1\n", space)
    assert trace(opaque=True)(space["f"])(1) == 2


def test_options_of_trace_are_kept():
    @trace(trainable=True, name="n", description="d", constraint="c")
    def f():
        return 1

    expected = marking.TraceOptions(
        opaque=False, trainable=True, name="n", description="d", constraint="c"
    )
    assert tracing.options_of(f) == expected


def test_options_of_a_bare_trace_are_the_defaults():
    @trace
    def f():
        return 1

    assert tracing.options_of(f) == marking.TraceOptions()


def test_a_function_that_is_not_traced_has_no_options():
    assert tracing.options_of(traced.plain) is None


def test_tracing_again_with_other_options_counts():
    @trace
    def f():
        return 1

    trace(trainable=True)(f)
    options = tracing.options_of(f)
    assert options is not None
    assert options.trainable


def test_a_traced_function_that_becomes_opaque_is_opaque():
    @trace
    def f(x):
        return x + 1

    trace(opaque=True)(f)
    with record() as run:
        f(1)
    assert values_of(run, "x + 1") == []


def test_model_keeps_the_options_of_its_methods():
    from tracer import model

    @model
    class Holder:
        @trace(opaque=True)
        def hidden(self, x):
            return x + 1

        def seen(self, x):
            return self.hidden(x) + 2

    with record() as run:
        assert Holder().seen(1) == 4
    assert values_of(run, "self.hidden(x) + 2") == [4]
    assert values_of(run, "x + 1") == []
