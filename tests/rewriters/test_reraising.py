"""Exceptions pass a patched handler as if it were not there; whatever else code holds stays as it is."""

import ast
import sys
import textwrap
import warnings
from collections.abc import Iterator
from types import CodeType, FunctionType, TracebackType

import pytest
from hypothesis import given
from tests.programs.strategy import programs
from tests.ways import observe_recorded

from rewriters import reraising as patching
from rewriters.reraising import reraising

MARKER = (frozenset(), "marker")

BODIES = {
    "a body": "1 // 0",
    "a call": "inner()",
    "a handler inside": "try:\n    1 // 0\nexcept KeyError:\n    pass",
    "a handler that raises": "try:\n    1 // 0\nexcept ZeroDivisionError:\n    1 // 0",
    "a finally": "try:\n    1 // 0\nfinally:\n    len('')",
    "a with": "with open(__file__) as f:\n    1 // 0",
    "a loop": "for k in range(3):\n    1 // (1 - k)",
    "an expression over lines": "[1,\n 1 // 0,\n 2]",
}
HANDLERS = {
    "nothing": "pass",
    "names": "a = b = 1",
    "a handler": "try:\n    len(5)\nexcept TypeError:\n    len('')",
    "a handler in a handler": "try:\n    try:\n        len(5)\n    except TypeError:\n        int('x')\nexcept ValueError:\n    pass",
    "a finally": "try:\n    len('')\nfinally:\n    len('')",
    "a branch": "if len(''):\n    a = 1\nelse:\n    b = 1",
}

if not patching.SUPPORTED:
    pytest.skip("this compiler's handlers are left as they are", allow_module_level=True)


def inner() -> None:
    raise LookupError


def function(body: str, handler: str | None, last: str = "except:") -> FunctionType:
    """Return a function of this body, with a handler around it that re-raises through the patch."""
    lines = textwrap.indent(body, "    ")
    if handler is not None:
        end = "raise marker" if last == "except:" else "marker is None"
        lines = textwrap.indent(
            f"try:\n{lines}\n{last}\n{textwrap.indent(handler, '    ')}\n    {end}", "    "
        )
    tree = Marked().visit(ast.parse(f"def f():\n{lines}\n"))
    for node in ast.walk(tree):
        if handler is not None and hasattr(node, "lineno") and node.lineno > 1:
            node.lineno, node.end_lineno = node.lineno - 1, node.end_lineno - 1
    space = {"inner": inner, "__file__": __file__}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        code = compile(tree, "some.py", "exec")
    exec(reraising(code, MARKER), space)
    return space["f"]


class Marked(ast.NodeTransformer):
    """Puts the marker in place of its name."""

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Put it there."""
        if node.id != "marker":
            return node
        return ast.copy_location(ast.Constant(MARKER), node)


def entries(function: FunctionType) -> list[tuple[str, int, int | None]]:
    """Call it and return its traceback, with the line at which each frame was left."""

    def walked(trace: TracebackType | None) -> Iterator[tuple[str, int, int | None]]:
        while trace is not None:
            frame = trace.tb_frame
            yield frame.f_code.co_name, trace.tb_lineno, frame.f_lineno
            trace = trace.tb_next

    try:
        function()
    except (ArithmeticError, LookupError) as error:
        return list(walked(error.__traceback__))[1:]
    raise AssertionError("it should raise")


@pytest.mark.smoke
@pytest.mark.parametrize("last", ["except:", "finally:"])
@pytest.mark.parametrize("handler", HANDLERS)
@pytest.mark.parametrize("body", BODIES)
def test_an_exception_passes_and_the_frame_ends_where_it_was_raised(body, handler, last):
    patched = function(BODIES[body], HANDLERS[handler], last)
    assert entries(patched) == entries(function(BODIES[body], None))


def test_the_handled_exception_is_as_before_afterwards():
    def handling() -> list[BaseException | None]:
        try:
            return [inner()]
        except LookupError:
            with pytest.raises(ZeroDivisionError) as caught:
                function("1 // 0", "pass")()
            return [sys.exception(), caught.value.__context__]

    handled, context = handling()
    assert isinstance(handled, LookupError)
    assert context is handled
    assert sys.exception() is None


def test_a_generator_that_fails_ends_where_it_was_raised():
    body = "yield 1\n1 // 0"
    patched, plain = (function(body, handler) for handler in ("pass", None))
    assert entries(lambda: list(patched()))[1:] == entries(lambda: list(plain()))[1:]


@pytest.mark.parametrize("last", ["except:", "finally:"])
def test_a_marker_that_is_far_among_the_constants_is_found(last):
    body = "; ".join(f"x = {n}.5" for n in range(300)) + "\n1 // 0"
    assert entries(function(body, "len('')", last)) == entries(function(body, None))


def test_a_finally_runs_and_returns_as_before():
    patched = function("return [len('abc')]", "len('')", "finally:")
    assert patched() == [3]


def test_code_without_a_marker_is_left_as_it_is():
    code = compile("try:\n    f()\nexcept:\n    raise", "some.py", "exec")
    assert reraising(code, MARKER) == code


def codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes(constant)


@given(programs())
def test_an_exception_table_is_read_and_written_without_loss(source):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module = compile(source, "some.py", "exec")
    for code in codes(module):
        table = code.co_exceptiontable
        assert b"".join(map(patching._encoded, patching._entries(table))) == table


def test_code_of_an_unfamiliar_compiler_raises_plainly(monkeypatch):
    def unfamiliar(*_):
        raise patching.Unfamiliar

    monkeypatch.setattr(patching, "_changed", unfamiliar)
    source = "def main():\n    try:\n        return {}['a']\n    finally:\n        print('out')\n"
    assert observe_recorded(source).exception == "KeyError: 'a'"
