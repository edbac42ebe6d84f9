"""A traced function stays what it was to its users: before, while and after it is recorded."""

import copy
import inspect
import linecache
import pickle
import types
import weakref

import pytest
from tests import traced

from tracer import record, trace

PHASES = pytest.mark.parametrize("phase", ["before", "while", "after"])


def made() -> types.FunctionType:
    """Return a function with everything a function can have."""
    free = [1]

    def sample(
        a: int, /, b: str = "x", *rest: float, c: bool = True, **more: object
    ) -> "list[int]":
        """Documented."""
        local = [a, *free]
        return [len(local) + k for k in range(len(rest))]

    sample.own = "attribute"
    return sample


def look(function: types.FunctionType) -> dict[str, object]:
    """Return what a user can see of a function that is not of its code object."""
    return {
        "type": type(function),
        "name": function.__name__,
        "qualname": function.__qualname__,
        "module": function.__module__,
        "doc": function.__doc__,
        "defaults": function.__defaults__,
        "kwdefaults": function.__kwdefaults__,
        "annotations": function.__annotations__,
        "closure": function.__closure__,
        "globals": id(function.__globals__),
        "dict": dict(vars(function)),
        "signature": str(inspect.signature(function)),
        "source": inspect.getsource(function),
        "file": inspect.getsourcefile(function),
        "line": function.__code__.co_firstlineno,
        "code name": (function.__code__.co_name, function.__code__.co_qualname),
        "arguments": inspect.getargs(function.__code__),
        "free": function.__code__.co_freevars,
        "flags": function.__code__.co_flags,
        "repr": repr(function),
        "dir": dir(function),
        "closure variables": inspect.getclosurevars(function),
        "kinds": [
            kind(function)
            for kind in (
                inspect.iscoroutinefunction,
                inspect.isgeneratorfunction,
                inspect.isfunction,
            )
        ],
        "hash": hash(function),
    }


def in_phase(phase: str, function: types.FunctionType) -> dict[str, object]:
    """Look at a function before a recording, while one is open, or after."""
    if phase == "before":
        return look(function)
    with record():
        function(1)
        if phase == "while":
            return look(function)
    return look(function)


@pytest.mark.smoke
@PHASES
def test_what_a_user_sees_of_a_function_stays(phase):
    function = made()
    before = look(function)
    trace(function)
    assert in_phase(phase, function) == before


def test_the_code_object_is_the_original_before_the_first_recording():
    function = made()
    before = function.__code__
    trace(function)
    assert function.__code__ is before


def test_the_code_object_is_the_original_after_the_last_recording():
    function = trace(made())
    before = function.__code__
    with record(), record():
        function(1)
    assert function.__code__ is before


def test_the_code_object_records_until_the_last_parallel_recording_is_closed():
    function = trace(made())
    before = function.__code__
    one, two = record(), record()
    one.__enter__()
    two.__enter__()
    two.__exit__(None, None, None)
    assert function.__code__ is not before
    one.__exit__(None, None, None)
    assert function.__code__ is before


def test_a_code_object_assigned_by_the_user_is_left_alone():
    function = trace(made())

    def other(a, free=None):
        return a

    with record():
        pass
    function = trace(lambda: 1)
    function.__code__ = (lambda: 2).__code__
    with record():
        assert function() == 2
    assert function() == 2


@PHASES
def test_a_function_is_pickled_by_reference(phase):
    payloads = []

    def dump():
        payloads.append(pickle.dumps(traced.add))

    if phase == "while":
        with record():
            dump()
    else:
        if phase == "after":
            with record():
                traced.add(1)
        dump()
    assert pickle.loads(payloads[0]) is traced.add
    assert b"code" not in payloads[0]


@PHASES
def test_copies_of_a_function_are_itself(phase):
    if phase == "before":
        assert copy.copy(traced.add) is copy.deepcopy(traced.add) is traced.add
    with record():
        assert copy.copy(traced.add) is copy.deepcopy(traced.add) is traced.add


def test_a_function_can_be_weakly_referenced_and_dies():
    function = trace(made())
    with record():
        function(1)
    reference = weakref.ref(function)
    del function
    assert reference() is None


def test_a_function_made_of_anothers_code_works():
    function = trace(made())
    with record():
        twin = types.FunctionType(
            function.__code__,
            function.__globals__,
            "twin",
            function.__defaults__,
            function.__closure__,
        )
        twin.__kwdefaults__ = function.__kwdefaults__
        inside = twin(1, "x", 1.5)
    assert inside == twin(1, "x", 1.5) == [2]


def test_instances_of_a_traced_class_can_be_pickled_and_copied():
    agent = traced.Agent("yo")
    with record():
        again = pickle.loads(pickle.dumps(agent)), copy.copy(agent), copy.deepcopy(agent)
    assert [vars(a) for a in again] == [vars(agent)] * 3


def test_new_values_of_defaults_are_used():
    def f(a, b=1):
        return a + b

    trace(f)
    f.__defaults__ = (10,)
    with record():
        assert f(1) == 11
    f.__defaults__ = (20,)
    with record():
        assert f(1) == 21


def test_no_name_of_ours_appears_in_a_namespace():
    function = trace(made())
    names = set(function.__globals__)
    with record():
        function(1)
        inside = set(function.__globals__)
    assert inside == names == set(function.__globals__)


def test_a_function_from_exec_is_traced_where_linecache_has_its_source():
    source = "def f(x):\n    return x + 1\n"
    linecache.cache["<made-17>"] = (
        len(source),
        None,
        source.splitlines(keepends=True),
        "<made-17>",
    )
    space = {}
    exec(compile(source, "<made-17>", "exec"), space)
    trace(space["f"])
    with record() as run:
        assert space["f"](1) == 2
    assert [e.value for e in run.events() if e.site.code == "x + 1"] == [2]
