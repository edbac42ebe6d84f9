"""Files of every kind: encodings, line ends, blanks, what the grammar allows at the edges."""

import warnings
from pathlib import Path

import pytest
from tests.modules import import_file, import_hooked, write_module
from tests.told import values_of

from tracer import record, trace
from tracer.loading import recording_code

BODY = "def f(x):\n    text = 'é' + x\n    return text * 2\n"
KINDS = {
    "utf-8": BODY.encode(),
    "latin-1 cookie": b"# -*- coding: latin-1 -*-\n" + BODY.encode("latin-1"),
    "cookie on the second line": b"#!/usr/bin/env python\n# vim: set fileencoding=cp1252 :\n"
    + BODY.encode("cp1252"),
    "byte order mark": b"\xef\xbb\xbf" + BODY.encode(),
    "mark and cookie": b"\xef\xbb\xbf# coding: utf-8\n" + BODY.encode(),
    "two-byte encoding": b"# coding: gbk\n" + BODY.encode("gbk"),
    "tabs": BODY.replace("    ", "\t").encode(),
    "form feeds": b"\x0c\n"
    + BODY.replace("    return", "\x0c    return").replace("def", "\x0cdef").encode(),
    "CRLF": BODY.replace("\n", "\r\n").encode(),
    "CR": BODY.replace("\n", "\r").encode(),
    "mixed line ends": BODY.replace("\n", "\r\n", 1).encode(),
    "no final newline": BODY.rstrip().encode(),
    "blank end": BODY.encode() + b"\n  \n\t\n   # end",
    "continued lines": BODY.replace(" + ", " \\\n + ").encode(),
    "wide characters before": BODY.replace("text = ", "naïve_名前 = text = ").encode(),
    "vertical tab in a text": BODY.replace("'é'", "'\x0bé'").encode(),
    "line separators in a text": BODY.replace("'é'", "'\u2028\x85\x1cé'").encode(),
    "future": b"from __future__ import annotations\n" + BODY.encode(),
    "docstring and future": b'"""Doc."""\nfrom __future__ import annotations\n' + BODY.encode(),
}
PIECE = {"vertical tab in a text": "\x0bé", "line separators in a text": "\u2028\x85\x1cé"}

each_kind = pytest.mark.parametrize("kind", KINDS)


def expected(kind: str) -> str:
    """Return what `f('x')` gives."""
    return (PIECE.get(kind, "é") + "x") * 2


@pytest.mark.smoke
@each_kind
def test_a_traced_function_of_such_a_file_is_recorded(tmp_path, kind):
    module = import_file(write_module(tmp_path, KINDS[kind]))
    trace(module.f)
    with record() as run:
        assert module.f("x") == expected(kind)
    assert values_of(run, "text * 2") == [expected(kind)]


@each_kind
def test_such_a_file_is_recorded_under_the_hook(tmp_path, kind):
    module = import_hooked(write_module(tmp_path, KINDS[kind]))
    with record() as run:
        assert module.f("x") == expected(kind)
    assert values_of(run, "text * 2") == [expected(kind)]


@each_kind
def test_code_text_is_that_of_the_file(tmp_path, kind):
    module = import_hooked(write_module(tmp_path, KINDS[kind]))
    with record() as run:
        module.f("x")
    piece = PIECE.get(kind, "é")
    assert f"'{piece}'" in {event.site.code for event in run.events()}


EDGES = [
    "",
    "\n",
    "# comment",
    '"""Documented."""',
    "pass",
    "...",
    "\x0c",
    "x = 1 # é",
    "if 1:\n pass",
    "from __future__ import annotations",
]


@pytest.mark.parametrize("source", EDGES)
def test_a_module_with_next_to_nothing_is_loaded(tmp_path, source):
    path = write_module(tmp_path, source)
    plain, hooked = import_file(path), import_hooked(path)
    assert hooked.__doc__ == plain.__doc__
    assert public(hooked) == public(plain)


def public(module: object) -> set[str]:
    """Return the names of a module that Python's import did not make."""
    return {name for name in vars(module) if not name.startswith("__") or name == "__annotations__"}


BROKEN = [
    b"def f(:\n",
    b"x = \n",
    b"return 1\n",
    b"'\xff'\n",
    b"# coding: no-such-encoding\nx = 1\n",
    b"x = 1\x00\n",
    b"def f():\n\tx\n        y\n",
    b"  x = 1\n",
    b"from __future__ import nothing\n",
    b"f'{'\n",
    b"x = '''\n",
    b"nonlocal x\n",
    b"\xef\xbb\xbf# coding: latin-1\n",
    b"def f(a, a): pass\n",
    b"async def f():\n    yield from x\n",
    b"a := 1\n",
]


@pytest.mark.parametrize("source", BROKEN)
def test_broken_source_is_refused_as_python_refuses_it(source):
    seen = []
    for make in (
        lambda: compile(source, "broken.py", "exec", dont_inherit=True),
        lambda: recording_code(source, "broken.py"),
    ):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever Python raises
                make()
        seen.append((type(caught.value), str(caught.value), caught.value.args))
    assert seen[1] == seen[0]


DUBIOUS = [
    "x = '\\d'",
    "def f():\n    return 1 is 1",
    "assert (1, 2)",
    "x = [1](2)",
    "def f():\n    return 'a'[{}]",
    "x = 1if 2 else 3",
    "x = None.y()",
]


@pytest.mark.parametrize("source", DUBIOUS)
def test_warnings_of_the_compiler_are_pythons_own(source):
    seen = []
    for make in (
        lambda: compile(source, "dubious.py", "exec", dont_inherit=True),
        lambda: recording_code(source.encode(), "dubious.py"),
    ):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            make()
        seen.append([(w.category, str(w.message), w.filename, w.lineno) for w in caught])
    assert seen[1] == seen[0]


def test_a_warning_that_is_an_error_is_python_s_own():
    source = b"def f():\n    return 1 is 1\n"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(SyntaxError, match='"is" with'):
            recording_code(source, "dubious-as-error.py")


def test_what_libcst_refuses_is_recorded_where_python_accepts_it(tmp_path):
    source = "(x): int = 3\ndef f(a):\n    (b): int = a + 1\n    return b\n"
    module = import_hooked(write_module(tmp_path, source))
    with record() as run:
        assert module.f(1) == 2
    assert values_of(run, "a + 1") == [2]


def test_a_path_that_is_no_text_is_taken(tmp_path):
    path = Path(str(tmp_path) + "/\udce9t\udce9.py")
    try:
        path.write_text(BODY, encoding="utf-8")
    except (OSError, UnicodeError):
        return  # a file system that has no such names
    module = import_hooked(path)
    with record() as run:
        module.f("x")
    assert values_of(run, "text * 2") == [expected("utf-8")]
