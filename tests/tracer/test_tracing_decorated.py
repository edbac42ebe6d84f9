"""`trace` finds the function below other decorators, in either order, and in what wraps functions."""

import functools

import pytest
from tests.told import values_of

from tracer import record, trace


def plainly(function):
    """Wrap as careful decorators do."""

    @functools.wraps(function)
    def wrapper(*args, **options):
        return function(*args, **options)

    return wrapper


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
