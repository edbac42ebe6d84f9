"""Values as text: bounded, the same in every process, and never by running the user's code."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.privacy import Redaction
from tracer.views.values import UNLIMITED, Style

show = Style(chars=80)

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()
keys = st.none() | st.booleans() | st.integers() | st.text() | st.binary()
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(keys, inner)
        | st.frozensets(keys)
    ),
)


class Hostile:
    """Whatever is asked of it is an error."""

    def __getattribute__(self, name):
        raise AssertionError(name)

    def __repr__(self):
        raise AssertionError("repr")

    __eq__ = __hash__ = __bool__ = __len__ = __iter__ = __str__ = __repr__


@given(values, st.integers(0, 300))
def test_a_value_is_one_line_within_its_limit(value, chars):
    text = Style(chars=chars)(value)
    assert 0 < len(text) <= max(chars, 24)
    assert text.isprintable()


@given(values)
def test_what_fits_is_the_repr_but_for_the_order_of_sets(value):
    text = Style(chars=UNLIMITED, depth=100)(value)
    if "frozenset" not in repr(value):
        assert text == repr(value)
    else:
        assert sorted(text) == sorted(repr(value))


def test_no_code_of_the_user_runs():
    assert show(Hostile()) == "<Hostile>"
    assert show([Hostile()]) == "[<Hostile>]"
    assert show(Hostile) == "<class Hostile>"


def test_nor_that_of_a_metaclass():
    class Meta(type):
        def __getattribute__(cls, name):
            raise AssertionError(name)

    class Odd(metaclass=Meta):
        pass

    assert show(Odd).startswith("<class ")
    assert "Odd>" in show(Odd())


def test_a_subclass_of_a_builtin_type_is_told_by_its_type():
    class Text(str):
        __slots__ = ()

        def __repr__(self):
            raise AssertionError

    assert show(Text("x")).endswith("Text>")


def test_user_reprs_run_when_asked_and_cost_only_their_own_value_when_they_raise():
    class Shy:
        def __repr__(self):
            raise KeyError("no")

    class Loud:
        def __repr__(self):
            return "x" * 10_000

    asking = replace(show, user_reprs=True)
    assert asking([1, Shy()]).startswith("[1, <")
    assert "its repr raised KeyError" in asking(Shy())
    assert len(asking(Loud())) <= 80


def test_a_container_is_cut_in_the_middle_with_the_count():
    assert show(list(range(1000))) == (
        "[0, 1, 2, 3, 4, 5, 6, 7, …984 more…, 992, 993, 994, 995, 996, 997, 998, 999]"
    )


def test_a_long_text_is_cut_in_the_middle_with_its_length():
    text = show("a" * 300 + "z" * 300)
    assert text.startswith("'aaaa")
    assert text.endswith("zzzz'")
    assert "…600 characters…" in text
    assert "…300 bytes…" in show(b"x" * 300)


def test_of_a_small_container_with_long_items_each_keeps_its_ends():
    text = show(["a" * 500, 7, "z" * 500])
    assert text.startswith("['a")
    assert ", 7, '" in text
    assert text.count("500 characters") == 2


def test_a_cycle_and_depth_end():
    cycle = [1]
    cycle.append(cycle)
    assert show(cycle) == "[1, [<cycle>]]"
    assert show([[[[[1, 2]]]]]) == "[[[[[… 2 …]]]]]"
    same = [1]
    assert show([same, same]) == "[[1], [1]]"


def test_exceptions_functions_classes_and_dates():
    assert show(ValueError("no", 1)) == "ValueError('no', 1)"
    assert show(KeyError()) == "KeyError()"
    assert show(len) == "<function len>"
    assert show(ValueError) == "<class ValueError>"
    assert show(dt.date(2020, 1, 2)) == "datetime.date(2020, 1, 2)"


@pytest.mark.parametrize("number", [10**100, -(10**5000)], ids=["long", "too long to print"])
def test_a_huge_number_is_told_by_its_size(number):
    assert show(number).startswith("<int of ")
    assert int(Style(chars=UNLIMITED)(number), 0) == number


def test_secrets_are_hidden_in_containers_and_before_texts_are_cut():
    hiding = replace(show, redaction=Redaction().knowing(["hunter2hunter2"]))
    assert hiding({"api_key": "abc", "n": 1}) == "{'api_key': <redacted>, 'n': 1}"
    assert "hunter2" not in hiding("x" * 30 + "hunter2hunter2" + "y" * 100)
    assert "hunter2" not in hiding(b"x hunter2hunter2")
    assert hiding.named("password", "abc") == "<redacted>"


@given(st.text(max_size=60), st.text(max_size=60), st.integers(24, 100))
def test_no_secret_shows_wherever_it_stands_and_however_short_the_text(before, after, chars):
    hiding = Style(chars=chars, redaction=Redaction().knowing(["S3CRET-VALUE"]))
    assert "S3CRET" not in hiding(before + "S3CRET-VALUE" + after)
