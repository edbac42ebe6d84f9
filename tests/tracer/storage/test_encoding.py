"""The object table: what comes back is equal, and what was one object is one object."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.privacy import HIDDEN, Redaction
from tracer.standins import NotSaved, SavedError
from tracer.storage.decoding import decode
from tracer.storage.encoding import Encoder

NOTHING = Redaction()
RANDOM = "q7zk2m9x4v8b1n6c3"

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(codec=None), max_size=20).filter(lambda t: not NOTHING.hides(t, RANDOM))
    | st.binary(max_size=20)
    | st.complex_numbers(allow_nan=False)
)
KEYS = st.recursive(
    SCALARS, lambda inner: st.tuples(inner, inner) | st.frozensets(inner, max_size=3), max_leaves=4
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.lists(inner, max_size=5).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=4)
        | st.sets(KEYS, max_size=4)
    ),
    max_leaves=20,
)


def back(value, redaction=NOTHING, **options):
    encoder = Encoder(redaction, {}, **options)
    number = encoder.number(value)
    return decode(json.loads(json.dumps(encoder.rows)))[number]


@given(VALUES)
def test_what_is_written_comes_back(value):
    found = back(value)
    assert found == value
    assert repr(found) == repr(value) or isinstance(value, (set, frozenset, dict, list, tuple))


def test_not_a_number_and_infinity_come_back():
    assert math.isnan(back(math.nan))
    assert back([math.inf, -math.inf]) == [math.inf, -math.inf]


@given(st.lists(st.text(st.characters(codec=None), max_size=400), max_size=8))
def test_texts_that_grow_come_back(pieces):
    grown = ["".join(pieces[:n]) for n in range(len(pieces) + 1)]
    assert back(grown) == grown


@pytest.mark.parametrize("step", [1, -1])
def test_a_text_that_grows_is_written_once(step):
    grown = ["ab" * n for n in range(1, 2_000)][::step]
    encoder = Encoder(NOTHING, {})
    encoder.number(grown)
    assert len(json.dumps(encoder.rows)) < 150_000
    assert decode(encoder.rows)[0] == grown


def test_equal_texts_stay_two_objects():
    first, second = "long" * 100, "".join(["long"] * 100)
    found = back([first, second, first])
    assert found[0] is found[2]
    assert found[0] is not found[1]


def test_no_secret_is_written_in_two_parts():
    secret = "s3cretw0rd" * 30
    redaction = NOTHING.knowing([secret])
    encoder = Encoder(redaction, {})
    encoder.number((secret[:250], secret, f"{secret}more", secret[:260]))
    assert decode(encoder.rows)[-1] == (secret[:250], HIDDEN, f"{HIDDEN}more", secret[:260])
    assert json.dumps(encoder.rows).count("s3cretw0rd") == 26


def test_one_object_stays_one_object():
    shared = [1]
    first, second = back((shared, {"again": shared}))
    assert second["again"] is first


def test_cycles_come_back():
    items = [1]
    items.append((items, {"self": items}))
    found = back(items)
    assert found[1][0] is found
    assert found[1][1]["self"] is found


def test_an_exception_among_its_own_arguments_ends():
    error = ValueError("x")
    error.args = (error, 1)
    assert back(error).args[1] == 1


def test_a_deep_value_comes_back():
    value: tuple[object, ...] = ()
    for _ in range(100_000):
        value = (value,)
    found, depth = back(value), 0
    while found:
        found, depth = found[0], depth + 1
    assert depth == 100_000


class Own:
    """Nothing of it may run."""

    def __repr__(self):
        raise AssertionError

    __eq__ = __hash__ = __bool__ = __len__ = __iter__ = __getattr__ = __reduce__ = __repr__


class Sub(dict):
    """Its values are not exact builtin ones."""


def test_of_other_objects_the_type_is_known():
    own, sub = back([Own(), Sub(a=1)])
    assert isinstance(own, NotSaved)
    assert repr(own) == f"<{__name__}.Own>"
    assert repr(sub) == f"<{__name__}.Sub>"


def test_exceptions_of_builtin_types_are_those():
    found = back(KeyError("k", [1]))
    assert type(found) is KeyError
    assert found.args == ("k", [1])


class OwnError(Exception):
    """A program's own."""


def test_other_exceptions_bear_their_name_and_arguments():
    found = back(OwnError("told"))
    assert isinstance(found, SavedError)
    assert type(found).__name__ == "OwnError"
    assert str(found) == "told"


def test_secrets_are_hidden_wherever_they_stand():
    hides = Redaction(secrets=frozenset({"hunter22"}))
    found = back(["my hunter22!", b"hunter22", {"db_password": "x" * 9, "k": ("hunter22",)}], hides)
    assert "hunter22" not in repr(found)
    assert found[2]["db_password"] == HIDDEN


def test_without_values_only_types_are_written():
    encoder = Encoder(NOTHING, {}, values=False)
    encoder.number({"a": ["secret"]})
    assert encoder.rows == [["o", "builtins:dict"]]


def test_containers_are_written_as_they_were_when_the_recording_was_closed():
    items = [1, 2]
    encoder = Encoder(NOTHING, {id(items): [1]})
    number = encoder.number(items)
    assert decode(encoder.rows)[number] == [1]
