"""Trainable values that a slice reached, those evaluated before the recording too."""

import importlib

import pytest

from tracer import load, overlay, parameters, record, trace, trainable

RATE = trainable(0.5, name="rate")
PLAIN = trainable(7)


class Box:
    """Has a parameter in its class and one in each object."""

    size = trainable(2, name="size")

    def __init__(self):
        self.depth = trainable(3, name="depth")


@trace
def from_outside(box, step=trainable(1, name="step")):  # noqa: B008  # that is the point
    return RATE * box.size + box.depth + step


@trace
def from_inside():
    given = trainable("text")
    return given + trainable("!", name="end")


def marks(run):
    return {m.name: m for m in run.slice().parameters}


def test_a_mark_has_a_name_an_identity_a_value_and_a_span():
    with record() as run:
        from_inside()
    found = marks(run)
    assert set(found) == {"given", "end"}
    assert found["end"].id == f"{__name__}:from_inside:end"
    assert found["end"].value == "!"
    line = from_inside.__code__.co_firstlineno + 3
    assert (found["end"].span.line, found["end"].span.end_line) == (line, line)


def test_the_load_of_a_place_that_a_mark_filled_before_is_the_parameter():
    with record() as run:
        from_outside(Box())
    found = marks(run)
    assert {n: m.value for n, m in found.items()} == {"rate": 0.5, "size": 2, "depth": 3, "step": 1}
    assert found["size"].id == f"{__name__}:Box:size"


def test_a_mark_that_was_not_used_is_not_reached():
    with record() as run:
        from_outside(Box(), 5)
    assert "step" not in marks(run)


COMMENTED = """
from tracer import trace

LIMIT = 3  # tracer: trainable bounds=(0, 10)

@trace
def inner(x):
    k = 5  # tracer: trainable
    return [x * k + LIMIT for _ in range(1)][0]

@trace
def outer(x):  # tracer: trainable
    return inner(x) + 1

@trace(trainable=True, name="unused")
def other(x):
    return x
"""


def test_comments_and_bodies_are_marks_too(tmp_path, monkeypatch):
    (tmp_path / "commented_marks.py").write_text(COMMENTED)
    monkeypatch.syspath_prepend(tmp_path)
    app = importlib.import_module("commented_marks")
    with record() as run:
        app.other(app.inner(1))
        app.outer(2)
    found = run.slice().parameters
    assert {m.id: m.value for m in found} == {
        "commented_marks::LIMIT": 3,
        "commented_marks:inner:k": 5,
        "commented_marks:outer:outer": "def outer(x):  # tracer: trainable\n    return inner(x) + 1\n",
    }
    assert {m.id for m in found} < {p.id for p in parameters(app)}
    graph = run.slice().graph
    assert {d["parameter"] for _, d in graph.nodes(data=True)} == {None, "LIMIT", "k"}
    run.save(tmp_path / "run")
    assert load(tmp_path / "run").slice().parameters == found


def test_the_body_of_a_candidate_is_that_of_its_parameter(tmp_path, monkeypatch):
    (tmp_path / "candidate_marks.py").write_text(COMMENTED)
    monkeypatch.syspath_prepend(tmp_path)
    app = importlib.import_module("candidate_marks")
    (body,) = [p for p in parameters(app) if p.name == "outer"]
    new = "def outer(x):\n    return [inner(y) for y in (x, x)][1]\n"
    with overlay({body: new}), record() as run:
        app.outer(2)
    assert {m.id: m.value for m in run.slice().parameters}[body.id] == new


def test_a_mark_that_cannot_be_read_is_said(tmp_path, monkeypatch):
    (tmp_path / "broken_marks.py").write_text(COMMENTED.replace("bounds=", "bound="))
    monkeypatch.syspath_prepend(tmp_path)
    app = importlib.import_module("broken_marks")
    with record() as run:
        app.outer(2)
    with pytest.warns(UserWarning, match=r"broken_marks\.py:4: .*bound"):
        assert run.slice().parameters == []
