"""What stands in the constants of recorded code can be pickled, copied and marshalled as users expect."""

import contextvars
import copy
import pickle
import subprocess
import sys

import pytest
from tests import traced

from tracer import record, runtime
from tracer.tape import OFF

PROTOCOLS = range(2, pickle.HIGHEST_PROTOCOL + 1)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize(
    "thing",
    [runtime.UNSET, runtime.IDLE, OFF, runtime.context],
    ids=["UNSET", "IDLE", "OFF", "context"],
)
def test_what_recorded_code_holds_is_pickled_as_a_name(thing, protocol):
    assert pickle.loads(pickle.dumps(thing, protocol)) is thing


@pytest.mark.parametrize("name", [n for n in runtime.HELPERS if n != "token"])
def test_every_helper_can_be_pickled(name):
    helper = runtime.HELPERS[name]
    again = pickle.loads(pickle.dumps(helper))
    assert again == helper


def test_other_context_variables_stay_unpicklable():
    plain = subprocess.run(
        [
            sys.executable,
            "-c",
            "import contextvars, pickle; pickle.dumps(contextvars.ContextVar('v'))",
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    ).stderr.splitlines()[-1]
    with pytest.raises(TypeError) as caught:
        pickle.dumps(contextvars.ContextVar("v"))
    assert f"TypeError: {caught.value}" == plain


@pytest.mark.parametrize("change", [copy.copy, copy.deepcopy])
def test_other_context_variables_stay_uncopyable(change):
    with pytest.raises(TypeError, match="cannot pickle"):
        change(contextvars.ContextVar("v"))


def test_the_code_of_a_recorded_function_can_be_compared_and_hashed():
    with record():
        code = traced.add.__code__
        assert hash(code) == hash(traced.add.__code__)
        assert code == code.replace()


def test_exceptions_from_recorded_code_are_pickled():
    with record(), pytest.raises(ZeroDivisionError) as caught:
        traced.divide(1, 0)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), again.args) == (ZeroDivisionError, caught.value.args)


def test_a_recorded_generator_is_as_unpicklable_as_any():
    with record():
        turns = traced.countdown(2)
        next(turns)
        with pytest.raises(TypeError, match="cannot pickle 'generator' object"):
            pickle.dumps(turns)
