"""From a recording tree to code: placeholders become helpers, and nothing else changes."""

import ast
import warnings
from types import CodeType

import pytest

from rewriters import emit
from rewriters.compiling import bind, compile_recording, is_recording
from rewriters.instrument.rules import instrument
from rewriters.sites import SiteTable, site_rows
from tracer.loading import recording_code
from tracer.runtime import HELPERS


def code_with(constant: object) -> CodeType:
    """Return code that gives a constant."""
    tree = ast.parse("x = 0")
    tree.body[0].value = ast.copy_location(ast.Constant(constant), tree.body[0].value)
    return compile(tree, "some.py", "exec")


def run(code: CodeType) -> dict[str, object]:
    """Return the namespace that code leaves behind."""
    space: dict[str, object] = {}
    exec(code, space)
    return space


def functions(code: CodeType) -> list[CodeType]:
    """Return the codes of a module's functions."""
    return [c for c in code.co_consts if isinstance(c, CodeType)]


@pytest.mark.smoke
def test_a_placeholder_becomes_its_helper():
    helper = object()
    assert run(bind(code_with(emit.helper("get").value), {"get": helper}))["x"] is helper


def test_code_without_placeholders_is_left_as_it_is():
    code = code_with((1, "get"))
    assert bind(code, {"get": object()}) is code


def test_placeholders_in_nested_code_are_bound():
    tree = ast.parse("def f():\n    def g():\n        return 0\n    return g")
    inner = tree.body[0].body[0].body[0]
    inner.value = ast.copy_location(emit.helper("get"), inner.value)
    assert run(bind(compile(tree, "some.py", "exec"), {"get": 5}))["f"]()() == 5


def test_an_unknown_placeholder_is_left_as_it_is():
    value = emit.helper("nothing").value
    assert run(bind(code_with(value), {"get": 5}))["x"] == value


@pytest.mark.parametrize("name", ["get", "type", "unset"])
def test_a_users_tuple_that_looks_like_a_placeholder_stays_a_tuple(name):
    value = emit.helper(name).value
    source = f"def f():\n    return {value!r}\nx = {value!r}\n"
    space = run(recording_code(source.encode(), "placeholder.py"))
    assert (space["f"](), space["x"]) == (value, value)


def test_every_placeholder_of_the_writer_has_a_helper():
    assert set(emit.HELPERS) == set(HELPERS)


def test_recording_code_is_told_from_plain_code():
    code = recording_code(b"def f(x):\n    return x + 1\n", "told.py")
    assert [is_recording(c) for c in functions(code)] == [True]
    assert [
        is_recording(c) for c in functions(compile("def f(x):\n    return x\n", "told.py", "exec"))
    ] == [False]


def test_a_recording_tree_is_compiled_without_warnings():
    source = "def f():\n    return 1 is 1\n"
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        tree = ast.parse(source)
        done = instrument(tree, SiteTable("some.py", source, site_rows(tree)), 0)
        compile_recording(done.tree, "some.py")
    assert caught == []


def test_a_closure_made_while_nothing_records_can_record_later():
    code = recording_code(
        b"def make(n):\n    def inner(x):\n        return x + n\n    return inner\n", "twins.py"
    )
    assert is_recording(run(code)["make"](1).__code__)


def test_two_closures_on_a_line_are_not_exchanged():
    source = b"def make(n):\n    return (lambda x: x + n), (lambda x: x - n)\n"
    plus, minus = run(recording_code(source, "twins-2.py"))["make"](1)
    assert (plus(5), minus(5)) == (6, 4)


def test_a_closure_in_each_arm_of_a_branch_is_not_exchanged():
    source = b"def make(n):\n    if n: g = lambda x: x + 1; return g\n    else: g = lambda x: x + 2; return g\n"
    make = run(recording_code(source, "twins-3.py"))["make"]
    assert (make(1)(5), make(0)(5)) == (6, 7)


def test_argument_names_come_first_as_they_were():
    source = b"def f(a, b=1, *c, d, **e):\n    g = a\n    return g\n"
    (code,) = functions(recording_code(source, "arguments.py"))
    (plain,) = functions(compile(source, "arguments.py", "exec"))
    assert code.co_varnames[:5] == plain.co_varnames[:5] == ("a", "b", "d", "c", "e")
    assert (code.co_argcount, code.co_kwonlyargcount, code.co_flags) == (
        plain.co_argcount,
        plain.co_kwonlyargcount,
        plain.co_flags,
    )


def test_names_of_ours_are_none_that_a_user_can_write():
    (code,) = functions(
        recording_code(b"def f(a):\n    return a + len(a) * 2 if a else g(a)\n", "names.py")
    )
    own = {*code.co_varnames, *code.co_cellvars} - {"a"}
    assert own
    assert not [name for name in own if name.isidentifier()]


def test_no_name_of_ours_is_looked_up():
    (code,) = functions(recording_code(b"def f(a):\n    return a + len(a)\n", "looked-up.py"))
    assert {n for n in code.co_names if n not in {"True", "False", "None"}} == {"len"}
