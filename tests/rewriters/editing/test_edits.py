"""Laws of patches: nothing outside changes, other bytes are refused, edits do not overlap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriters.editing.edits import Edit, Patch, StalePatch
from rewriters.editing.strip import CannotStrip, strip
from rewriters.editing.text import SourceText
from rewriters.spans import Span

LINES = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n\f")), min_size=1)


@given(LINES, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans(), st.data())
def test_confinement_and_inverse(lines, end, mark, data):
    raw = (b"\xef\xbb\xbf" if mark else b"") + end.join(lines).encode()
    number = data.draw(st.integers(1, len(lines)))
    line = lines[number - 1]
    start, stop = sorted(data.draw(st.tuples(*[st.integers(0, len(line))] * 2)))
    cols = len(line[:start].encode()), len(line[:stop].encode())
    new = data.draw(st.text(st.characters(codec="utf-8", exclude_characters="\r\n")))
    done = Patch.of(raw, [Edit(Span(number, cols[0], number, cols[1]), new)]).apply(raw)
    back = Edit(Span(number, cols[0], number, cols[0] + len(new.encode())), line[start:stop])
    assert Patch.of(done, [back]).apply(done) == raw
    expected = [*lines[: number - 1], line[:start] + new + line[stop:], *lines[number:]]
    assert SourceText.read(done).text == end.join(expected)


def test_a_stale_patch_is_refused():
    patch = Patch.of(b"a = 1\n", [Edit(Span(1, 4, 1, 5), "2")])
    with pytest.raises(StalePatch):
        patch.apply(b"a = 3\n")


def test_overlapping_edits_are_refused():
    with pytest.raises(ValueError, match="overlap"):
        Patch.of(b"abc", [Edit(Span(1, 0, 1, 2), ""), Edit(Span(1, 1, 1, 3), "")])


STRIPPED = {
    "from tracer import trainable\nx = trainable(1, bounds=(0, 2))\n": "x = 1\n",
    "import tracer as t, os\ny = 2 * t.trainable(a + b)\n": "import os\ny = 2 * (a + b)\n",
    "from tracer import trace\n@trace(opaque=True)\n@other\ndef f(): ...\n": "@other\ndef f(): ...\n",
    "x = 1  # tracer: trainable bounds=(0, 2)\ny = 2  # why\n": "x = 1\ny = 2  # why\n",
    "from tracer import trainable\nx = trainable(1).real\n": "x = (1).real\n",
    "from tracer import model, trace\n@model\nclass A: pass\ng = trace(f)\n": "class A: pass\ng = f\n",
}


@pytest.mark.parametrize("source", STRIPPED)
def test_marks_are_removed(source):
    assert strip(source.encode()).decode() == STRIPPED[source]


def test_a_program_that_uses_more_of_us_is_refused():
    with pytest.raises(CannotStrip, match="record"):
        strip(b"from tracer import record, trainable\nwith record():\n    x = trainable(1)\n")
