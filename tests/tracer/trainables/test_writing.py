"""`diff` and `apply`: by span, and what follows from a file that is written."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.tracer.trainables.written import SOURCE

import tracer
from tracer import TracerError, parameters


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
