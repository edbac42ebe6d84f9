"""Replies are data: read whole or not at all, never run, never an exception."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizers.replies import LONGEST, Reply, parse


def tagged(*pairs, reasoning="because"):
    variables = "".join(
        f"<variable>\n<name>{name}</name>\n<value>{value}</value>\n</variable>\n"
        for name, value in pairs
    )
    return f"<reasoning>{reasoning}</reasoning>\n{variables}"


def test_reasoning_and_values_are_read():
    assert parse(tagged(("x", "3.5"), ("flag", "False"))) == Reply(
        {"x": "3.5", "flag": "False"}, "because"
    )


def test_of_a_variable_named_twice_the_last_counts():
    assert parse(tagged(("x", "1"), ("y", "2"), ("x", "3"))).suggestion == {"y": "2", "x": "3"}


def test_code_needs_no_escaping():
    code = 'def f(a):\n    return a < 1 and "</value>" > "<name>" or {"a": [1]}'
    assert parse(tagged(("f", f"\n{code}\n"))).suggestion == {"f": code}


@pytest.mark.parametrize("fence", ["```", "```python", "``` python"])
def test_a_fence_around_a_whole_value_is_removed(fence):
    wanted = "def f():\n    pass"
    if " " in fence:
        fence = fence.replace(" ", "")
    assert parse(tagged(("f", f"\n{fence}\n{wanted}\n```\n"))).suggestion == {"f": wanted}


def test_a_fence_inside_a_value_stays():
    value = "Answer with\n```\ncode\n```\nand stop."
    assert parse(tagged(("p", value))).suggestion == {"p": value}


def test_text_around_the_tags_is_passed_over():
    assert parse(f"Sure!\n{tagged(('x', '1'))}\nHope that helps < 3.").suggestion == {"x": "1"}


@given(st.integers(1, 200))
def test_a_reply_that_is_cut_is_adopted_in_no_part(count):
    whole = tagged(("x", "3.5"), ("y", "4")).rstrip()
    cut = whole[: -min(count, len(whole) - 1)]
    reply = parse(cut)
    ends_whole = cut.rstrip().endswith("</variable>")
    assert bool(reply.suggestion) == ends_whole
    assert ends_whole or reply.problem


def test_a_reply_whose_sender_says_that_it_was_cut_is_adopted_in_no_part():
    assert parse(tagged(("x", "1")), cut=True).problem == "the reply was cut off at a limit"


@pytest.mark.parametrize("text", ["", "  \n", "no answer at all", "\x00\xff" * 50, "{", "[]", "{}"])
def test_what_suggests_nothing_has_a_problem(text):
    reply = parse(text)
    assert not reply.suggestion
    assert reply.problem


@pytest.mark.parametrize("around", ["{}", "```json\n{}\n```", "Here:\n{}\nDone."])
def test_json_is_read_too(around):
    body = json.dumps({"reasoning": "r", "suggestion": {"x": 3.5, "flag": False, "s": "a<b"}})
    reply = parse(around.replace("{}", body))
    assert reply == Reply({"x": 3.5, "flag": False, "s": "a<b"}, "r")


def test_json_without_a_suggestion_has_a_problem():
    assert parse('{"reasoning": "all is well", "suggestion": {}}').problem


def test_tag_names_are_case_sensitive():
    assert not parse(tagged(("x", "1")).upper()).suggestion


def test_a_reply_that_is_too_long_is_refused():
    assert "characters" in (parse("x" * (LONGEST + 1)).problem or "")


@pytest.mark.parametrize(
    "piece",
    [
        "<variable><name>",
        "<variable><name>x</name><value>",
        "<reasoning>",
        "</value>",
        "{",
        "```\n",
    ],
)
def test_a_megabyte_of_pieces_has_a_problem(piece):
    assert parse(piece * (LONGEST // len(piece))).problem


PIECES = st.sampled_from(
    [
        "<reasoning>",
        "</reasoning>",
        "<variable>",
        "</variable>",
        "<name>",
        "</name>",
        "<value>",
        "</value>",
        "x",
        "1",
        "```",
        "\n",
        "{",
        "}",
        '"suggestion"',
        ":",
        "<",
        "\x00",
        "é",
        "</",
        "<va",
    ]
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join))
def test_any_text_gives_a_suggestion_or_a_problem(text):
    reply = parse(text)
    assert bool(reply.suggestion) == (reply.problem is None)
    assert all(isinstance(name, str) for name in reply.suggestion)


@given(
    st.dictionaries(
        st.text("abc_", min_size=1, max_size=5),
        st.text(st.characters(codec="utf-8"), max_size=60).filter(
            lambda v: "</value>" not in v and "```" not in v and v == v.strip("\r\n")
        ),
        min_size=1,
    )
)
def test_what_is_written_is_read(values):
    assert parse(tagged(*values.items())).suggestion == values
