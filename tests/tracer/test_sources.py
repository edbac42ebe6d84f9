"""From a function to its source: what is found, what has changed, what is gone."""

import linecache
import re
import warnings
from pathlib import Path
from types import ModuleType

import pytest
from tests.modules import import_file, write_module
from tests.told import told, values_of

from tracer import CriterionNotFound, SourceUnavailable, record, trace

SOURCE = "def f(x):\n    y = x + 1\n    return y * 2\n"


def imported(folder: Path, source: str | bytes = SOURCE) -> tuple[ModuleType, Path]:
    """Return a module and its file, its function `f` traced."""
    path = write_module(folder, source)
    module = import_file(path)
    trace(module.f)
    return module, path


@pytest.mark.smoke
def test_a_function_whose_source_nobody_knows_is_refused():
    space = {"__name__": "made"}
    exec(compile(SOURCE, "<nowhere>", "exec"), space)
    with pytest.raises(
        SourceUnavailable,
        match=r"f cannot be traced: its source, <nowhere>:1, cannot be found\. Put it into a file",
    ):
        trace(space["f"])


def test_a_function_typed_at_a_prompt_is_refused():
    space = {"__name__": "__main__"}
    exec(compile(SOURCE, "<stdin>", "single"), space)
    with pytest.raises(SourceUnavailable, match="<stdin>"):
        trace(space["f"])


def test_a_function_of_a_notebook_cell_is_traced():
    name = "<ipython-input-3-abc>"
    linecache.cache[name] = (len(SOURCE), None, SOURCE.splitlines(keepends=True), name)
    space = {"__name__": "__main__"}
    exec(compile(SOURCE, name, "exec"), space)
    trace(space["f"])
    with record() as run:
        assert space["f"](1) == 4
    assert values_of(run, "y * 2") == [4]


def test_a_function_whose_source_a_loader_knows_is_traced():
    class Loader:
        def get_source(self, _name):
            return SOURCE

    space = {"__name__": "in_archive", "__loader__": Loader()}
    exec(compile(SOURCE, "/nowhere/archive.zip/in_archive.py", "exec"), space)
    trace(space["f"])
    with record() as run:
        assert space["f"](1) == 4
    assert values_of(run, "y * 2") == [4]


CHANGES = {
    "another operator": SOURCE.replace("+", "-"),
    "a line above": "# new\n" + SOURCE,
    "a space": SOURCE.replace("x + 1", "x  + 1"),
    "another name": SOURCE.replace("def f", "def g"),
    "nothing left": "",
    "no Python": "def f(x:\n",
    "two of them": SOURCE + SOURCE.replace("1", "2"),
}


@pytest.mark.smoke
@pytest.mark.parametrize(
    "change", [pytest.param(CHANGES[c], id=c) for c in CHANGES if c != "two of them"]
)
def test_a_function_whose_source_has_changed_since_import_is_opaque_with_a_warning(
    tmp_path, change
):
    module, path = imported(tmp_path)
    path.write_text(change, encoding="utf-8")
    with (
        pytest.warns(
            UserWarning,
            match=r"f \(.*:1\) is recorded as one opaque call: its source has changed since",
        ),
        record() as run,
    ):
        assert module.f(1) == 4
    assert told(run) == []


def test_without_an_output_the_error_names_the_cause(tmp_path):
    module, path = imported(tmp_path)
    path.write_text("changed = 1\n", encoding="utf-8")
    with pytest.warns(UserWarning, match="has changed"), record() as run:
        module.f(1)
    cause = re.escape(f"{path}:1) is recorded as one opaque call: its source has changed since")
    with pytest.raises(CriterionNotFound, match=rf"has no output: .*\. f \({cause}"):
        run.slice()


def test_the_warning_comes_once(tmp_path):
    module, path = imported(tmp_path)
    path.write_text("changed = 1\n", encoding="utf-8")
    with pytest.warns(UserWarning, match="has changed") as caught:
        record_thrice(module)
    assert len(caught) == 1


def record_thrice(module: ModuleType) -> None:
    """Record a module's function three times over."""
    for _ in range(3):
        with record():
            module.f(1)


def test_the_warning_as_an_error_leaves_nothing_open(tmp_path):
    module, path = imported(tmp_path)
    path.write_text("changed = 1\n", encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(UserWarning, match="has changed"):
            record().__enter__()
    with record() as run:
        assert module.f(1) == 4
    assert told(run) == []


@pytest.mark.parametrize(
    "more", ["# later\n", "\n\ndef other():\n    pass\n", SOURCE.replace("1", "2")]
)
def test_a_change_below_a_function_does_not_matter(tmp_path, more):
    module, path = imported(tmp_path)
    path.write_text(SOURCE + more, encoding="utf-8")
    with record() as run:
        assert module.f(1) == 4
    assert values_of(run, "y * 2") == [4]


def test_a_module_that_was_imported_again_after_a_change_is_recorded(tmp_path):
    module, path = imported(tmp_path)
    path.write_text(SOURCE.replace("* 2", "* 30"), encoding="utf-8")
    again = import_file(path)
    trace(again.f)
    with pytest.warns(UserWarning, match="has changed"), record() as run:
        assert (module.f(1), again.f(1)) == (4, 60)
    assert values_of(run, "y * 30") == [60]


def test_a_function_whose_file_is_gone_is_opaque_with_a_warning(tmp_path):
    module, path = imported(tmp_path)
    path.unlink()
    linecache.checkcache()
    with (
        pytest.warns(UserWarning, match="opaque call: its source cannot be found any more"),
        record() as run,
    ):
        assert module.f(1) == 4
    assert told(run) == []


def test_a_file_that_is_gone_but_known_to_linecache_is_enough(tmp_path):
    module, path = imported(tmp_path)
    linecache.getlines(str(path))
    path.unlink()
    with record() as run:
        assert module.f(1) == 4
    assert values_of(run, "y * 2") == [4]


def test_a_file_that_became_a_folder_is_opaque_with_a_warning(tmp_path):
    module, path = imported(tmp_path)
    path.unlink()
    path.mkdir()
    linecache.checkcache()
    with pytest.warns(UserWarning, match="opaque call"), record():
        assert module.f(1) == 4


def test_functions_with_one_name_on_different_lines_are_told_apart(tmp_path):
    source = "def make(n):\n    if n:\n        def f(x): return x + 1\n    else:\n        def f(x): return x - 1\n    return f\n"
    module = import_file(write_module(tmp_path, source))
    plus, minus = trace(module.make(1)), trace(module.make(0))
    with record() as run:
        assert (plus(5), minus(5)) == (6, 4)
    assert (values_of(run, "x + 1"), values_of(run, "x - 1")) == ([6], [4])


def test_equal_functions_on_one_line_are_never_mixed_up(tmp_path):
    module = import_file(
        write_module(tmp_path, "fs = [lambda x: x + 1, lambda x: x + 1, lambda y: y + 1]\n")
    )
    for function in module.fs:
        trace(function)
    with warnings.catch_warnings(), record() as run:
        warnings.simplefilter("ignore")
        assert [f(1) for f in module.fs] == [2, 2, 2]
    assert {e.site.code for e in run.events() if e.value == 2} <= {"x + 1", "y + 1"}


def test_a_change_in_another_function_of_the_line_is_seen(tmp_path):
    module, path = imported(tmp_path, "f = lambda x: x + 1; g = lambda x: x + 2\n")
    trace(module.g)
    path.write_text("f = lambda x: x + 1; g = lambda x: x + 3\n", encoding="utf-8")
    with pytest.warns(UserWarning, match="has changed"), record():
        assert (module.f(1), module.g(1)) == (2, 3)


@pytest.mark.parametrize("dubious", ["    x is 1\n", "    '\\d'\n"])
def test_the_first_recording_gives_no_warning_that_import_gave(tmp_path, dubious):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module, _ = imported(tmp_path, SOURCE.replace("    return", dubious + "    return"))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with record():
            module.f(1)
    assert [str(w.message) for w in caught] == []
