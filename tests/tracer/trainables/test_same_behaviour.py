"""A candidate does the same whether it is overlaid, set, or written to the file and loaded anew."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tracer
from tracer import overlay, parameters, record

PIECES = {
    "global": ("A{n} = trainable({v})", "A{n}"),
    "comment": ("A{n} = {v}  # tracer: trainable", "A{n}"),
    "default": ("@trace\ndef f{n}(x=trainable({v})):\n    return x", "f{n}()"),
    "body": ("@trace\ndef f{n}():\n    y = trainable({v})\n    return y", "f{n}()"),
    "comment in a body": ("@trace\ndef f{n}():\n    y = {v}  # tracer: trainable\n    return y", "f{n}()"),
    "class": ("class C{n}:\n    at = trainable({v})", "C{n}().at"),
    "attribute": (
        "@model\nclass C{n}:\n    def __init__(self):\n        self.at = trainable({v})",
        "C{n}().at, O{n}.at",
    ),
    "container": ("D{n} = {{'k': [trainable({v}, name='d{n}')]}}", "D{n}['k'][0]"),
    "keyword": ("@trace\ndef f{n}():\n    return dict(a=trainable({v}))", "f{n}()"),
    "template": ("@trace\ndef f{n}(who):\n    return trainable(f{v})", "f{n}('x')"),
    "closure": (
        "@trace\ndef f{n}():\n    y = trainable({v})\n    return (lambda: y)()",
        "f{n}()",
    ),
    "code": ("@trace(trainable=True)\ndef f{n}():\n    return {v}", "f{n}()"),
}  # fmt: skip
MADE = ("attribute",)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="{}"), max_size=30)
TEMPLATES = st.text(st.characters(codec="utf-8", exclude_characters="{}\\\r\0"), max_size=30)
"""Source of an f-string: no escapes, and nothing that cannot stand in source."""
VALUES = st.integers(-(10**6), 10**6) | TEXTS | st.floats(-1e9, 1e9) | st.booleans()


def alike(value):
    """Other values of the same kind: a parameter keeps its type."""
    if isinstance(value, bool):
        return st.booleans()
    if isinstance(value, int):
        return st.integers(-99, 99)
    if isinstance(value, float):
        return st.floats(-99, 99)
    return TEXTS


@st.composite
def programs(draw):
    """The source of a module whose `show` tells every value, and a candidate by names."""
    source, shown, candidate = ["from tracer import model, trace, trainable", ""], [], []
    for n, form in enumerate(
        draw(st.lists(st.sampled_from(sorted(PIECES)), min_size=1, max_size=5))
    ):
        text, read = PIECES[form]
        old = draw(VALUES)
        new = draw(alike(old))
        if form == "template":
            old, new = "Hi {who}!", draw(TEMPLATES) + "{who}" + draw(TEMPLATES)
        source += [text.format(n=n, v=repr(old)), ""]
        source += [f"O{n} = C{n}()", ""] if form in MADE else []
        shown.append(read.format(n=n))
        candidate.append(f"def f{n}():\n    return {new!r}" if form == "code" else new)
    source += ["@trace", "def show():", f"    return [{', '.join(shown)}]", ""]
    return "\n".join(source), candidate


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(programs())
def test_a_candidate_does_the_same_in_all_ways(load, program):
    source, values = program
    app = load(source)
    before = repr(app.show())
    found = parameters(app)
    assert len(found) == len(values)
    candidate = dict(zip(found, values, strict=True))
    with overlay(candidate):
        overlaid = repr(app.show())
        with record():
            assert repr(app.show()) == overlaid
    assert repr(app.show()) == before
    with overlay({p.id: v for p, v in candidate.items()}):
        assert repr(app.show()) == overlaid
    for parameter, value in candidate.items():
        parameter.set(value)
    kept = repr(app.show())
    with record():
        assert repr(app.show()) == kept
    tracer.apply(found)
    anew = load(Path(app.__file__).read_bytes())
    assert (overlaid, kept) == (repr(anew.show()),) * 2
    assert [p.value for p in parameters(anew) if p.kind != "code"] == [
        v for p, v in candidate.items() if p.kind != "code"
    ]
