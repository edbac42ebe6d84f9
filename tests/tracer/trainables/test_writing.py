"""`diff` and `apply`: by span, byte for byte the same elsewhere, all files or none."""

import importlib
import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tracer
from rewriters.editing.literals import same
from tracer import SpanConflict, TracerError, parameters
from tracer.trainables.making import parameters_in
from tracer.trainables.module_files import ModuleFile
from tracer.trainables.writing import _changes

PIECES = [
    ("number", "A{n} = trainable({v})  # why", "{v}"),
    ("number", "A{n}: float = trainable(  # odd\n    {v},\n    bounds=(-1e9, 1e9),\n)", "{v}"),
    ("text", "B{n} = trainable({v})", "{v!r}"),
    ("text", "C{n} = {{'k': [trainable({v}, name='c{n}')]}}", "{v!r}"),
    ("text", "D{n} = {v}  # tracer: trainable", "{v!r}"),
    ("text", "def f{n}(x=trainable({v})):\n\treturn x  # tabs", "{v!r}"),
    ("list", "E{n} = trainable({v})", "{v!r}"),
    ("text", "class G{n}:\n  # two blanks\n  g = trainable({v}) ;  h = 'ünï'", "{v!r}"),
]  # fmt: skip
NUMBER = itertools.count()
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="{}"), max_size=120)
NUMBERS = st.floats(-1e9, 1e9, allow_nan=False) | st.integers(-(10**6), 10**6).map(float)
LISTS = st.lists(st.integers() | TEXTS | st.booleans() | st.none(), max_size=5)
VALUES = {"number": NUMBERS, "text": TEXTS, "list": LISTS}


@st.composite
def modules(draw):
    """A module's bytes, and another value for each of its parameters, in order."""
    chosen = draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=5))
    lines, new = ["# -*- coding: utf-8 -*-", "from tracer import trainable", ""], []
    for n, (kind, form, value) in enumerate(chosen):
        old = value.format(v=draw(VALUES[kind]))
        lines += [
            *form.format(n=n, v=old.replace("{", "{{").replace("}", "}}"))
            .replace("{{", "{")
            .replace("}}", "}")
            .split("\n"),
            draw(st.sampled_from(["", "# ünicode ✓", "x = 1 ;y=2"])),
        ]
        new.append(draw(VALUES[kind]))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    mark = draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
    return mark + end.join(lines).encode() + draw(st.sampled_from([b"", end.encode()])), new


def written(path, data, values):
    """Return the bytes that `apply` would write for these values."""
    path.write_bytes(data)
    found = parameters_in(ModuleFile(str(path), {"__name__": path.name}, data))
    changes = _changes(dict(zip(found, values, strict=True)))
    return (changes[0].new if changes else data), found


@given(modules())
def test_exactly_the_values_are_written(tmp_path_factory, module):
    data, new = module
    path = tmp_path_factory.mktemp("m") / f"m_{next(NUMBER)}.py"
    done, found = written(path, data, new)
    spans = [(p.mark.value.line, p.mark.value.end_line) for p in found]
    space = {}
    exec(compile(done, str(path), "exec"), space)
    again = parameters_in(ModuleFile(str(path) + "2", {"__name__": path.name + "2"}, done))
    assert all(same(p.value, v) for p, v in zip(again, new, strict=True))
    old_lines, new_lines = data.splitlines(keepends=True), done.splitlines(keepends=True)
    kept = [line for i, line in enumerate(old_lines, 1) if not any(a <= i <= b for a, b in spans)]
    rest = iter(new_lines)
    assert all(line in rest for line in kept)
    back, _ = written(Path(str(path) + "3"), done, [p.first_value() for p in found])
    again = parameters_in(ModuleFile(str(path) + "4", {"__name__": path.name + "4"}, back))
    assert [same(p.value, q.value) for p, q in zip(again, found, strict=True)] == [True] * len(new)


SOURCE = '''\
from tracer import trace, trainable

PROMPT = trainable("Say it.", name="prompt")
LONG = trainable("""first
second""")
FIELDS = {"a": 1, "b": trainable([1, 2], name="b")}

@trace(trainable=True)
def double(x):  # keep
    # and this
    """Twice."""
    if x:
        return x + x  # sum
    return 0


class Box:
\t@trace(trainable=True)
\tdef size(self): return 1

def template(who):
    return trainable(f'Hi {who}', name="t")
'''


@pytest.fixture
def app(load):
    return load(SOURCE)


def file(module):
    return Path(module.__file__)


def changed_lines(text):
    return [x for x in text.splitlines() if x[:1] in "+-" and x[:3] not in ("+++", "---")]


def test_a_body_is_replaced_and_its_header_stays(app, named):
    named(app)["double"].set(
        'def double(x):\n  """Twice."""\n  if x:\n    return 2 * x  # sum\n  return 0\n'
    )
    assert changed_lines(tracer.diff()) == [
        "-    # and this", "-        return x + x  # sum", "+        return 2 * x  # sum",
    ]  # fmt: skip


def test_a_body_on_the_line_of_its_header(app, named):
    named(app)["size"].set("def size(self):\n    return 2\n")
    assert changed_lines(tracer.diff()) == [
        "-\tdef size(self): return 1",
        "+\tdef size(self): return 2",
    ]
    named(app)["size"].set("def size(self):\n    if self:\n        return 2\n    return 3\n")
    tracer.apply()
    assert (
        "\tdef size(self):\n\t\tif self:\n\t\t\treturn 2\n\t\treturn 3\n" in file(app).read_text()
    )


def test_templates_and_texts_keep_their_quotes(app, named):
    named(app)["t"].set("Bye {who}")
    named(app)["LONG"].set("one\ntwo\n'''three''' \"four\"")
    named(app)["prompt"].set("first line\nsecond line")
    tracer.apply()
    text = file(app).read_text()
    assert "trainable(f'Bye {who}', name=\"t\")" in text
    assert 'LONG = trainable("""one\ntwo\n\'\'\'three\'\'\' "four\\"""")' in text
    assert 'PROMPT = trainable((\n    "first line\\n"\n    "second line"\n), name="prompt")' in text


def test_applying_the_first_value_restores_the_bytes(app, named):
    before = file(app).read_bytes()
    found = named(app)
    news = {
        "prompt": "x",
        "LONG": "y",
        "b": [3],
        "t": "{who}",
        "double": "def double(x):\n    return 3\n",
    }
    olds = {n: found[n].value for n in news}
    for name, new in news.items():
        found[name].set(new)
    tracer.apply()
    assert tracer.diff() == ""
    assert file(app).read_bytes() != before
    del olds["double"]
    for name, old in olds.items():
        found[name].set(old)
    tracer.apply()
    after = file(app).read_text()
    assert after[: after.index("@trace")] == before.decode()[: before.decode().index("@trace")]


def test_reset_after_apply_goes_to_the_new_source(app, named):
    prompt = named(app)["prompt"]
    prompt.set("new")
    tracer.apply()
    prompt.set("newer")
    prompt.reset()
    assert (prompt.value, app.PROMPT, prompt.source, prompt.changed) == (
        "new",
        "new",
        '"new"',
        False,
    )


def test_a_fresh_interpreter_has_the_new_values_though_size_and_second_are_the_same(app, named):
    run = [sys.executable, "-c", f"import {app.__name__} as a; print(a.PROMPT)"]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    first = subprocess.run(run, capture_output=True, text=True, check=True, env=environment)
    named(app)["prompt"].set("Do it..")
    tracer.apply()
    second = subprocess.run(run, capture_output=True, text=True, check=True, env=environment)
    assert (first.stdout, second.stdout) == ("Say it.\n", "Do it..\n")


UNNAMED = """\
from tracer import trainable

def first():
    return trainable("a"), trainable("b")

def second():
    return trainable(3)
"""


def test_marks_without_a_name_are_followed_when_lines_move(load, named):
    module = load(UNNAMED)
    a, b, three = parameters(module)
    a.set("a longer text\nof two lines")
    b.set("B")
    three.set(4)
    tracer.apply()
    assert (a.value, b.value, three.value) == ("a longer text\nof two lines", "B", 4)
    assert (three.source, tracer.diff()) == ("4", "")
    file(module).write_text("# theirs\n\n" + file(module).read_text())
    three.set(5)
    tracer.apply()
    assert file(module).read_text().endswith("return trainable(5)\n")
    text = file(module).read_text()
    file(module).write_text(
        text.replace("return trainable(5)", "return trainable(1), trainable(5)")
    )
    three.set(6)
    with pytest.raises(SpanConflict, match="is gone"):
        tracer.apply()


def test_changes_of_others_are_kept_and_changed_spans_are_conflicts(app, named):
    named(app)["prompt"].set("mine")
    path = file(app)
    path.write_text("# theirs\n" + SOURCE)
    tracer.apply()
    assert path.read_text() == "# theirs\n" + SOURCE.replace('"Say it."', '"mine"')
    named(app)["double"].set("def double(x):\n    return 3\n")
    for theirs in (
        SOURCE.replace("x + x", "x + 1"),
        SOURCE.replace("def double", "def other"),
        "def (",
    ):
        path.write_text(theirs)
        with pytest.raises(SpanConflict, match=str(path)):
            tracer.apply()
        assert path.read_text() == theirs


def test_what_may_not_be_written(app, named, tmp_path, monkeypatch):
    named(app)["prompt"].set("x")
    path = file(app)
    path.chmod(0o444)
    with pytest.raises(TracerError, match="read-only"):
        tracer.apply()
    path.chmod(0o644)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with pytest.raises(TracerError, match="outside of the project"):
        tracer.apply()
    assert path.read_text() == SOURCE


def test_generated_files_are_not_written(load, named):
    module = load("# @generated by a tool\nfrom tracer import trainable\nX = trainable(1)\n")
    named(module)["X"].set(2)
    with pytest.raises(TracerError, match="is generated"):
        tracer.apply()


def test_what_is_no_literal_cannot_be_written(load, named):
    module = load("from tracer import trainable\nX = trainable(object())\n")
    parameter = named(module)["X"]
    parameter.set(object())
    with pytest.raises(TracerError, match="cannot be written"):
        tracer.diff()


def test_equal_ids_are_an_error_with_both_places(load):
    module = load(
        "from tracer import trainable\nX = trainable(1, name='a')\nY = trainable(2, name='a')\n"
    )
    with pytest.raises(TracerError, match=r"line 2 and line 3 are both called 'a'"):
        parameters(module)


def test_values_are_saved_and_loaded(app, named, tmp_path):
    found = named(app)
    found["prompt"].set("saved")
    found["double"].set("def double(x):\n    return 'saved'\n")
    tracer.save_values(tmp_path / "v.json")
    for parameter in found.values():
        parameter.reset()
    assert set(tracer.load_values(tmp_path / "v.json")) == {found["prompt"], found["double"]}
    assert (app.PROMPT, app.double(1)) == ("saved", "saved")
    tracer.apply()
    with pytest.warns(UserWarning, match="has changed since"):
        tracer.load_values(tmp_path / "v.json")
    (tmp_path / "v.json").write_text("[]")
    with pytest.raises(TracerError, match="no file that"):
        tracer.load_values(tmp_path / "v.json")


CHILD = """
import os, signal, sys
count, last = 0, int(sys.argv[1])
def counted(function):
    def call(*args, **kwargs):
        global count
        count += 1
        if count == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)
    return call
sys.path.insert(0, os.getcwd())
import one, two, tracer
for module, text in ((one, "ONE"), (two, "TWO")):
    for p in tracer.parameters(module):
        p.set(text * 2000)
for name in ("write", "sendfile", "fsync", "chmod", "utime", "rename", "unlink"):
    setattr(os, name, counted(getattr(os, name)))
tracer.apply()
print(count)
"""


def test_killed_at_any_moment_each_file_is_old_or_new(tmp_path):
    def run(n):
        return subprocess.run(
            [sys.executable, "-B", "-c", CHILD, str(n)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    def write():
        for name, text in olds.items():
            (tmp_path / name).write_text(text)
            os.utime(
                tmp_path / name, (1e9, 1e9)
            )  # in whatever second it runs, the steps are the same

    olds = {
        f"{n}.py": f"from tracer import trainable\nX = trainable({n!r})\n" for n in ("one", "two")
    }
    write()
    done = run(0)
    assert done.returncode == 0, done.stderr
    news = {name: (tmp_path / name).read_text() for name in olds}
    steps = int(done.stdout)
    # The list of what would be left is written and synced; each file copied with its times and mode, the new one written,
    # synced, given its mode and renamed; the folder synced; five files removed.
    assert steps >= 2 + 2 * 7 + 1 + 5
    for n in range(1, steps + 1):
        write()
        assert run(n).returncode == -9
        for name, old in olds.items():
            assert (tmp_path / name).read_text() in (old, news[name])
        assert run(0).returncode == 0
        assert {name: (tmp_path / name).read_text() for name in olds} == news
        assert sorted(p.name for p in tmp_path.iterdir()) == [".tracer", "one.py", "two.py"]


def test_stripped_programs_do_the_same(app, load):
    assert importlib.import_module(app.__name__) is app
    tracer.apply(parameters(app), strip=True)
    text = file(app).read_text()
    assert "tracer" not in text
    assert "trainable" not in text
    space = {}
    exec(text, space)
    assert (
        space["PROMPT"],
        space["double"](2),
        space["Box"]().size(),
        space["template"]("Bo"),
    ) == ("Say it.", 4, 1, "Hi Bo")
