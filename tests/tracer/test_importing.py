"""The import hook: chosen modules record themselves, and are otherwise as Python loads them."""

import importlib
import importlib.machinery
import inspect
import pickle
import sys
import traceback
import types
from pathlib import Path

import pytest
from tests.modules import hooked, import_file, import_hooked, write_module
from tests.told import codes, values_of

from tracer import importing, record

SOURCE = '''"""Documented."""
import functools
factor = 2 + 1


def decorate(function):
    return functools.wraps(function)(lambda *args: function(*args) + 1)


@decorate
def f(x, by=factor * 2):
    return x * by


class Holder:
    size = factor + 10

    def method(self):
        return self.size * 3


squares = [n * n for n in range(3)]
'''


def package(folder: Path, files: dict[str, str]) -> None:
    """Write files of a package."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.mark.smoke
def test_module_level_is_recorded_while_it_is_imported(tmp_path):
    path = write_module(tmp_path, SOURCE)
    with record() as run:
        import_hooked(path)
    assert values_of(run, "2 + 1") == [3]
    assert values_of(run, "n * n") == [0, 1, 4]


def test_decorators_defaults_and_class_bodies_are_recorded(tmp_path):
    path = write_module(tmp_path, SOURCE)
    with record() as run:
        import_hooked(path)
    assert [len(values_of(run, code)) for code in ("decorate", "factor * 2", "factor + 10")] == [
        1,
        1,
        1,
    ]


@pytest.mark.smoke
def test_functions_of_a_hooked_module_are_recorded_without_a_decorator(tmp_path):
    module = import_hooked(write_module(tmp_path, SOURCE))
    with record() as run:
        assert (module.f(2), module.Holder().method()) == (13, 39)
    assert (values_of(run, "x * by"), values_of(run, "self.size * 3")) == ([12], [39])


def test_a_closure_made_before_the_recording_is_recorded_in_a_hooked_module(tmp_path):
    module = import_hooked(
        write_module(
            tmp_path, "def make(n):\n    def inner(x):\n        return x + n\n    return inner\n"
        )
    )
    inner = module.make(5)
    with record() as run:
        assert inner(1) == 6
    assert values_of(run, "x + n") == [6]


def test_a_hooked_module_looks_as_imported_by_python(tmp_path):
    path = write_module(tmp_path, SOURCE)
    plain, ours = import_file(path), import_hooked(path)
    assert set(vars(ours)) == set(vars(plain))
    assert (ours.__doc__, ours.__file__, ours.__name__) == (
        plain.__doc__,
        plain.__file__,
        plain.__name__,
    )
    assert inspect.getsource(ours.Holder.method) == inspect.getsource(plain.Holder.method)
    assert isinstance(ours.__loader__, importlib.machinery.SourceFileLoader)


def test_signatures_and_line_numbers_stay(tmp_path):
    path = write_module(tmp_path, SOURCE)
    plain, ours = import_file(path), import_hooked(path)
    for name in ("f", "decorate"):
        one, two = vars(ours)[name], vars(plain)[name]
        assert inspect.signature(one) == inspect.signature(two)
        assert one.__code__.co_firstlineno == two.__code__.co_firstlineno
        assert (
            one.__code__.co_varnames[: one.__code__.co_argcount]
            == two.__code__.co_varnames[: two.__code__.co_argcount]
        )


def test_no_bytecode_is_written_beside_a_hooked_module(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    import_hooked(write_module(tmp_path, SOURCE))
    assert not list(tmp_path.rglob("*.pyc"))


def test_pythons_bytecode_of_a_module_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    path = write_module(tmp_path, SOURCE)
    import_file(path)
    assert list(tmp_path.rglob("*.pyc"))
    with record() as run:
        import_hooked(path)
    assert values_of(run, "2 + 1") == [3]


def test_only_wanted_files_are_hooked(tmp_path):
    one, two = write_module(tmp_path, "x = 1 + 1\n"), write_module(tmp_path, "y = 2 + 2\n")
    with hooked(tmp_path, wanted=lambda path: path == str(one)), record() as run:
        importlib.import_module(one.stem)
        importlib.import_module(two.stem)
    assert (values_of(run, "1 + 1"), values_of(run, "2 + 2")) == ([2], [])


def test_the_hook_can_be_taken_away(tmp_path):
    before = list(sys.meta_path)
    finder = importing.install(lambda _path: True)
    assert isinstance(finder, importing.RecordingFinder)
    importing.uninstall(finder)
    assert sys.meta_path == before


def test_packages_with_relative_imports_are_recorded(tmp_path):
    package(
        tmp_path,
        {
            "pack_a/__init__.py": "from .one import value\nfrom . import two\n",
            "pack_a/one.py": "value = 1 + 2\n",
            "pack_a/two.py": "from .one import value as v\ntwice = v * 2\n",
        },
    )
    with hooked(tmp_path), record() as run:
        pack = importlib.import_module("pack_a")
        assert (pack.value, pack.two.twice) == (3, 6)
    assert (values_of(run, "1 + 2"), values_of(run, "v * 2")) == ([3], [6])


def test_namespace_packages_and_extension_modules_are_left_to_python(tmp_path):
    package(tmp_path, {"space_b/inner.py": "x = 5 + 5\n"})
    with hooked(tmp_path, wanted=lambda _path: True):
        assert importlib.import_module("space_b.inner").x == 10
        for name in ("_heapq", "array", "math"):
            assert isinstance(importlib.reload(importlib.import_module(name)), types.ModuleType)


def test_a_module_that_fails_fails_as_under_python(tmp_path):
    path = write_module(tmp_path, "x = 1\ny = [x, x / 0]\n")
    texts = []
    for load in (import_file, import_hooked):
        with record(), pytest.raises(ZeroDivisionError) as caught:
            load(path)
        last = traceback.extract_tb(caught.tb)[-1]
        texts.append((last.filename, last.lineno, last.colno, last.end_colno, last.name))
    assert texts[0] == texts[1]


def test_a_broken_module_is_refused_as_under_python(tmp_path):
    path = write_module(tmp_path, "def f(:\n")
    errors = []
    for load in (import_file, import_hooked):
        with pytest.raises(SyntaxError) as caught:
            load(path)
        errors.append(caught.value.args)
    assert errors[0] == errors[1]


def test_a_module_is_reloaded_after_a_change(tmp_path):
    path = write_module(tmp_path, "x = 1 + 1\n")
    with hooked(tmp_path):
        module = importlib.import_module(path.stem)
        path.write_text("x = 10 + 10 + 10\n", encoding="utf-8")
        with record() as run:
            assert importlib.reload(module).x == 30
    assert values_of(run, "10 + 10 + 10") == [30]


def test_globals_read_later_have_the_values_of_their_own_module(tmp_path):
    """Two modules of the same text are told apart."""
    source = "import sys\nname = __name__\ndef f():\n    return g()\ndef g():\n    return name\n"
    one, two = (import_hooked(write_module(tmp_path, source)) for _ in range(2))
    with record() as run:
        names = one.f(), two.f()
    assert values_of(run, "name") == list(names)


def test_functions_of_hooked_modules_are_pickled_by_reference(tmp_path):
    path = write_module(tmp_path, SOURCE)
    with hooked(tmp_path):
        module = importlib.import_module(path.stem)
        with record():
            assert pickle.loads(pickle.dumps(module.decorate)) is module.decorate


@pytest.mark.smoke
def test_a_hooked_module_behaves_the_same_while_nothing_is_recorded(tmp_path):
    path = write_module(tmp_path, SOURCE)
    plain, ours = import_file(path), import_hooked(path)
    assert (ours.f(4), ours.Holder().method(), ours.squares) == (
        plain.f(4),
        plain.Holder().method(),
        plain.squares,
    )


def test_frames_of_a_hooked_module_have_no_variables_of_ours_while_nothing_is_recorded(tmp_path):
    module = import_hooked(
        write_module(
            tmp_path,
            "import sys\ndef f(a):\n    b = a + 1\n    return g()\ndef g():\n    return dict(sys._getframe(1).f_locals)\n",
        )
    )
    assert module.f(1) == {"a": 1, "b": 2}


def test_a_loop_of_a_hooked_module_begun_before_the_recording_goes_on_unrecorded(tmp_path):
    module = import_hooked(
        write_module(
            tmp_path, "def f(turn):\n    for k in range(4):\n        turn(k)\n        k * 7\n"
        )
    )
    opened = []

    def turn(k):
        if k == 1:
            opened.append(record())
            opened[0].run = opened[0].__enter__()

    try:
        module.f(turn)
    finally:
        opened[0].__exit__(None, None, None)
    assert "k * 7" not in codes(opened[0].run)
