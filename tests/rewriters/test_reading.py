"""LibCST's reading: comments that are marks, wherever they stand; files it refuses."""

import subprocess
import sys

import pytest

from rewriters.reading import Reading, read

MARKS = {
    "a mark on an assignment": (
        "x = 1  # tracer: trainable bounds=(0, 2)\n",
        ((1, "trainable bounds=(0, 2)"),),
    ),
    "a mark on a def": ("def f():  # tracer: trainable\n    pass\n", ((1, "trainable"),)),
    "no blanks": ("x = 1#tracer:trainable\n", ((1, "trainable"),)),
    "many blanks": ("x = 1  #   tracer :   trainable   \n", ((1, "trainable"),)),
    "two marks": ("x = 1  # tracer: a\ny = 2  # tracer: b\n", ((1, "a"), (2, "b"))),
    "in a body": ("if x:\n    # tracer: a\n    y = 1\n", ((2, "a"),)),
    "inside brackets": ("x = [\n    1,  # tracer: a\n]\n", ((2, "a"),)),
    "after wide characters": ("é = 'ü'  # tracer: é\n", ((1, "é"),)),
    "in a file with a cookie": ("# coding: utf-8\nx = 1  # tracer: a\n", ((2, "a"),)),
    "last line without an end": ("x = 1  # tracer: a", ((1, "a"),)),
    "other comments": ("x = 1  # trainable\n# tracer\n# tracer:\n", ()),
    "a text that looks like a mark": ("x = '# tracer: a'\ny = '''\n# tracer: b\n'''\n", ()),
    "a mark beside such a text": ("x = '# tracer: a'  # tracer: b\n", ((1, "b"),)),
    "a mark after other words": ("x = 1  # see tracer: a\n", ()),
}


@pytest.mark.smoke
@pytest.mark.parametrize("case", MARKS)
def test_marks_are_comments_of_ours(case):
    source, marks = MARKS[case]
    assert read(source.encode()) == Reading(marks)


def test_marks_are_found_in_other_encodings():
    source = "# coding: latin-1\nx = 'é'  # tracer: a\n".encode("latin-1")
    assert read(source).marks == ((2, "a"),)


def test_marks_are_found_after_a_byte_order_mark():
    assert read(b"\xef\xbb\xbfx = 1  # tracer: a\n").marks == ((1, "a"),)


@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
def test_marks_are_found_at_other_line_ends(end):
    assert read(b"y = 0" + end + b"x = 1  # tracer: a" + end).marks == ((2, "a"),)


@pytest.mark.smoke
def test_a_file_that_libcst_refuses_says_why():
    reading = read(b"(x): int = 1  # tracer: a\n")
    assert reading.marks == ()
    assert reading.refusal is not None
    assert "LibCST" in reading.refusal


def test_a_file_without_marks_is_not_parsed():
    code = "import sys; from rewriters.reading import read; read(b'x = 1\\n'); print('libcst' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "False\n"
