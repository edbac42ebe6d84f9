"""Trainable methods of a class and its child, functions in functions, callers and closures."""

from pathlib import Path

import pytest

import tracer
from tracer import overlay, parameters, record

METHODS = """
from tracer import trace


class Base:
    @trace(trainable=True)
    def scale(self):
        return 2

    def value(self):
        return self.scale() * 10


class Child(Base):
    @trace(trainable=True)
    def scale(self):
        return super().scale() + 1
"""


def test_methods_of_a_class_and_its_child(load, named):
    app = load(METHODS)
    base, child = parameters(app)
    assert (base.id, child.id) == (
        f"{app.__name__}:Base.scale:scale",
        f"{app.__name__}:Child.scale:scale",
    )
    old = app.Child().scale
    base.set("def scale(self):\n    return 5\n")
    assert (app.Child().value(), app.Base().value(), old()) == (60, 50, 6)
    with overlay({child: "def scale(self):\n    return super().scale() * 2\n"}):
        assert (app.Child().value(), old()) == (100, 10)
    assert app.Child().value() == 60


OVERRIDDEN = """
from tracer import model, trace, trainable


@model
class Base:
    def __init__(self):
        self.template = trainable("a", name="template")

    @trace(trainable=True)
    def scale(self):
        return 2


@model
class Replacing(Base):
    def __init__(self):
        self.template = trainable("b", name="template")


@model
class Extending(Base):
    def __init__(self):
        super().__init__()
        self.more = trainable("c", name="more")

    @trace(trainable=True)
    def scale(self):
        return 3

    def twice(self):
        return 2 * super().scale()
"""


def test_methods_that_a_class_never_runs_are_not_its_parameters(load):
    app = load(OVERRIDDEN)
    assert [p.id.partition(":")[2] for p in parameters(app.Replacing())] == [
        "Replacing.__init__:template",
        "Base.scale:scale",
    ]
    assert {p.id.partition(":")[2] for p in parameters(app.Extending())} == {
        "Extending.__init__:more",
        "Extending.scale:scale",
        "Base.__init__:template",
        "Base.scale:scale",
    }


NESTED = """
from tracer import trace


@trace(trainable=True)
def outer(x):
    @trace(trainable=True)
    def inner(y):
        return x + y

    return inner(1) * 10
"""


def test_a_trainable_function_in_a_trainable_function(load, named):
    app = load(NESTED)
    found = named(app)
    assert set(found) == {"outer", "inner"}
    assert app.outer(1) == 20
    with overlay({found["inner"]: "def inner(y):\n    return x - y\n"}), record() as run:
        assert app.outer(1) == 0
    assert {p.name for p in run.slice().parameters} == {"outer", "inner"}
    found["inner"].set("def inner(y):\n    return x * y\n")
    assert app.outer(3) == 30
    tracer.apply()
    assert "        return x * y\n\n    return inner(1) * 10\n" in Path(app.__file__).read_text()


INSIDE = """
from tracer import trace, trainable

GAIN = 2


@trace
def helper(x):
    return x * trainable(3, name="factor")


@trace(trainable=True)
def body(x):
    return helper(x) + GAIN


@trace
def caller(x):
    return body(x) + 1


def counter():
    count = 0

    @trace(trainable=True)
    def more(step):
        nonlocal count
        count += step
        return count

    return more


double = trace(trainable=True)(lambda x: x * 2)
"""


def test_a_parameter_inside_a_traced_function_is_seen(load):
    app = load(INSIDE)
    with record() as run:
        assert app.helper(2) == 6
    (factor,) = run.slice().parameters
    assert (factor.name, factor.value) == ("factor", 3)


def test_a_traced_function_calls_a_trainable_one(load, named):
    app = load(INSIDE)
    with record() as run:
        assert app.caller(2) == 9
    assert {p.name for p in run.slice().parameters} == {"factor", "body"}
    assert {p.name for p in parameters(app.caller, deep=True)} == {"factor", "body"}


def test_trainable_code_sees_globals_closures_and_lambdas_as_they_are(load, named, monkeypatch):
    app = load(INSIDE)
    found = named(app)
    found["body"].set("def body(x):\n    return helper(x) - GAIN\n")
    monkeypatch.setattr(app, "GAIN", 100)
    assert app.body(2) == -94
    more = app.counter()
    assert (more(1), more(2)) == (1, 3)
    found["more"].set("def more(step):\n    nonlocal count\n    count -= step\n    return count\n")
    assert (more(1), app.counter()(1)) == (2, -1)
    assert app.double(4) == 8
    space = {}
    exec("from tracer import trace\ndef made(x):\n    return x\n", space)
    with pytest.raises(tracer.SourceUnavailable):
        space["trace"](trainable=True)(space["made"])
