"""Questions of the Big-Bench form: each answer is found again from the question's text, by other means."""

import ast
import json
import random
import re
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "experiments"))

import question_kinds
import questions

SEEDS = st.integers(0, 10**6)
OPTIONS = re.compile(r"^\(([A-Z])\) (.*)$", re.MULTILINE)
MONTHS = "January February March April May June July August September October November December"


def made(kind, seed):
    return question_kinds.KINDS[kind](random.Random(seed))


def value(text):
    """Evaluate arithmetic or logic by its syntax tree, left to right."""
    operations = {
        ast.Add: lambda a, b: a + b,
        ast.Sub: lambda a, b: a - b,
        ast.Mult: lambda a, b: a * b,
    }

    def of(node):
        match node:
            case ast.Constant():
                return node.value
            case ast.UnaryOp(op=ast.Not()):
                return not of(node.operand)
            case ast.UnaryOp():
                return -of(node.operand)
            case ast.BinOp():
                return operations[type(node.op)](of(node.left), of(node.right))
            case ast.BoolOp():
                values = [of(v) for v in node.values]
                return all(values) if isinstance(node.op, ast.And) else any(values)

    return of(ast.parse(text, mode="eval").body)


@given(SEEDS)
def test_counting_counts_what_is_asked_for(seed):
    text, answer = made("object_counting", seed)
    listed, asked = re.fullmatch(r"I have (.*)\. How many (.*) do I have\?", text).groups()
    total = 0
    for amount, thing in re.findall(r"(\w+) (\w+)", listed.replace("and ", "")):
        names = {thing, thing.removesuffix("s"), thing.removesuffix("es")}
        if names & set(question_kinds._GROUPS[asked]):
            total += {"a": 1, "an": 1, "two": 2, "three": 3, "four": 4}[amount]
    assert answer == str(total)


@given(SEEDS)
def test_sorted_words_are_the_same_words_in_order(seed):
    text, answer = made("word_sorting", seed)
    words = answer.split()
    assert sorted(words) == words
    assert sorted(text.partition("List: ")[2].split()) == words
    assert len(set(words)) == len(words)


@given(SEEDS)
def test_a_boolean_expression_has_its_value(seed):
    text, answer = made("boolean_expressions", seed)
    assert answer == str(value(text.removesuffix(" is")))


@given(SEEDS)
def test_a_term_has_its_value(seed):
    text, answer = made("multistep_arithmetic", seed)
    assert answer == str(value(text.removesuffix(" =")))


@given(SEEDS)
def test_the_marked_date_is_the_one_that_is_asked_for(seed):
    text, answer = made("date_understanding", seed)
    if found := re.search(r"(Today|Yesterday) (?:is|was) (\w+) (\d+), (\d+)\.", text):
        month = MONTHS.split().index(found[2]) + 1
        told = date(int(found[4]), month, int(found[3]))
        today = told + timedelta(days=found[1] == "Yesterday")
    else:
        month, day, year = map(int, re.search(r"(\d\d)/(\d\d)/(\d{4})", text).groups())
        today = date(year, month, day) - timedelta(days=2 if "from now" in text else 0)
    asked = re.search(r"the date (.*) in MM", text)[1]
    number = int(found[0]) if (found := re.match(r"\d+", asked)) else 7 if "week" in asked else 1
    sign = -1 if "ago" in asked or asked == "yesterday" else 1
    wanted = (today + timedelta(days=sign * number)).strftime("%m/%d/%Y")
    options = dict(OPTIONS.findall(text))
    assert options[answer[1]] == wanted
    assert len(set(options.values())) == 5


@given(SEEDS)
def test_the_marked_gift_is_the_one_that_is_held_after_all_swaps(seed):
    text, answer = made("tracking_shuffled_objects", seed)
    held = dict(re.findall(r"(\w+) has (a [a-z ]+)", text))
    for one, other in re.findall(r"(\w+) and (\w+) swap", text):
        held[one], held[other] = held[other], held[one]
    asked = re.search(r"what does (\w+) have", text)[1]
    options = dict(OPTIONS.findall(text))
    assert options[answer[1]] == held[asked]
    assert set(options.values()) == set(held.values())


@pytest.mark.parametrize("kind", question_kinds.KINDS)
def test_a_seed_gives_the_same_questions_and_no_question_twice(kind):
    found = questions.rows(kind, 3)
    assert found == questions.rows(kind, 3)
    assert found != questions.rows(kind, 4)
    texts = [q.text for q in (*found.train, *found.validation, *found.test)]
    assert (len(texts), len(set(texts))) == (70, 70)


@pytest.mark.parametrize("kind", question_kinds.KINDS)
def test_no_constant_answer_is_right_often(kind):
    answers = [q.answer for q in questions.generate(kind, 300, 0)]
    assert max(answers.count(a) for a in set(answers)) < 0.7 * len(answers)


@pytest.mark.parametrize(
    ("said", "wanted", "is_right"),
    [
        (" 5\n", "5", True),
        ("5.", "5", False),
        ("It is (A), no, (B).", "(B)", True),
        ("(B) or (A)", "(B)", False),
        ("B", "(B)", False),
        (None, "5", False),
    ],
)
def test_what_is_right(said, wanted, is_right):
    assert questions.right(said, wanted) is is_right
    assert ("correct" in questions.feedback(said, wanted)) is is_right


def test_task_files_are_split_from_their_beginning(tmp_path):
    examples = [{"input": f"q{n}", "target": f" {n} "} for n in range(8)]
    (tmp_path / "adding.json").write_text(json.dumps({"examples": examples}))
    found = questions.rows("adding", 0, folder=tmp_path, sizes=(3, 2, 50))
    assert [q.answer for q in found.train] == ["0", "1", "2"]
    assert [q.text for q in found.test] == ["q5", "q6", "q7"]
    with pytest.raises(ValueError, match="8 questions, too few"):
        questions.rows("adding", 0, folder=tmp_path)
