"""The names of a function's locals are those of plain code; `locals()` shows what it shows there."""

import types
import warnings
from collections import defaultdict

import pytest
from hypothesis import given
from tests.programs.strategy import programs
from tests.ways import rewritten

from rewriters.apart import SUPPORTED
from rewriters.templates import EXTEND
from tracer.loading import recording_code

lists_ours_elsewhere = pytest.mark.skipif(
    not SUPPORTED, reason="from 3.13 on our locals are listed with the user's"
)


def locals_of(code: types.CodeType) -> dict[tuple[str, int], set[tuple[str, ...]]]:
    """Return the names of the locals of each `def`, by its name and line."""
    found = defaultdict(set)
    todo = [code]
    while todo:
        inner = todo.pop()
        todo += [c for c in inner.co_consts if isinstance(c, types.CodeType)]
        if inner.co_name[0] != "<" and inner.co_flags & 1:
            found[inner.co_name, inner.co_firstlineno].add(inner.co_varnames)
    return found


@lists_ours_elsewhere
@given(programs())
def test_functions_have_the_locals_of_plain_code(program):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as programs give them
        plain = locals_of(compile(program, "program.py", "exec"))
        ours = locals_of(rewritten(program, "program.py"))
    for key, names in plain.items():
        assert ours[key] == names


FUNCTIONS = {
    "arguments": "def f(a, /, b=1, *c, d=2, **e):\n    g = a\n    return g + b",
    "a comprehension before its name": "def f(a):\n    q = [x for x in a]\n    return q",
    "comprehensions in comprehensions": "def f(a):\n    return [[y for y in x if y] for x in a]",
    "a target that is a name too": "def f(a):\n    x = a\n    return {x: 1 for x in x}",
    "closures": "def f(a):\n    z = a\n    def g():\n        return z\n    return g",
    "a handler": "def f(a):\n    try:\n        b = a\n    except KeyError as e:\n        c = e\n    return b",
    "a generator": "def f(a):\n    for b in a:\n        c = yield b\n        yield c",
    "a walrus": "def f(a):\n    return (b := a) and [c := b for d in a]",
    "a lambda over a target": "def f(a):\n    return [lambda: x for x in a]",
    "globals": "def f(a):\n    global h\n    h = a\n    i = h\n    return i",
    "a docstring": "def f(a):\n    'text'\n    b = a\n    return b",
    "imports and classes": "def f(a):\n    import os.path as p, sys\n    class C: x = 1\n    return p, sys, C",
    "deleted": "def f(a):\n    b = a\n    del b",
    "a match": "def f(a):\n    match a:\n        case [b, *c] | {'k': b, **c}: return b\n        case d: return d",
}  # fmt: skip


@lists_ours_elsewhere
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function(name):
    plain = locals_of(compile(FUNCTIONS[name], "f.py", "exec"))
    code = rewritten(FUNCTIONS[name], "f.py")
    assert locals_of(code) == plain
    functions = [c for c in code.co_consts if isinstance(c, types.CodeType)]
    assert any(EXTEND in function.co_cellvars for function in functions)


NAMESPACES = [
    "x = 1\nys = [x for x in range(3)]\nseen = sorted(n for n in locals() if n[0] != '_')\nz = x",
    "class C:\n    x = 1\n    ys = [x for x in range(3)]\n    seen = sorted(locals())\n    z = x\n    seen_again = sorted(locals())\nseen = C.seen, C.seen_again, C.x, C.z, C.ys",
    "class C:\n    x = 1\n    seen = [x for x in [3]], dir(), eval('x')\nseen = C.seen",
]  # fmt: skip


@pytest.mark.parametrize("source", NAMESPACES)
def test_a_namespace_keeps_its_names(source):
    plain: dict[str, object] = {"__name__": "m"}
    exec(compile(source, "names.py", "exec"), plain)
    ours: dict[str, object] = {"__name__": "m"}
    exec(recording_code(source.encode(), "names.py"), ours)
    assert ours["seen"] == plain["seen"]
    assert set(ours) == set(plain)


def test_code_can_be_changed_by_others():
    source = "def f(a):\n    b = a + 1\n    def g():\n        return b\n    return g() * b"
    space: dict[str, object] = {}
    exec(rewritten(source, "changed.py"), space)
    function = space["f"]
    assert isinstance(function, types.FunctionType)
    function.__code__ = function.__code__.replace(co_name="other")
    assert function(2) == 9
