"""Exactly the values are written, whatever the module: byte for byte the same elsewhere."""

import itertools
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from rewriters.editing.literals import same
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
