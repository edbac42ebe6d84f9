"""examples/prompt_and_extraction.py: the task model counts badly in one go, and talks; both can be mended."""

import re

import pytest
from tests.examples.prompts import NOTHING, Prompt, answer, load, without

from tracer import parameters


@pytest.fixture
def example():
    module = load("prompt_and_extraction")
    yield module
    for parameter in parameters(module):
        parameter.reset()


def counts(messages):
    """Count everything, unless the prompt asks for steps: then what is fruit alone. The sum stands in a sentence."""
    (asked,) = (m["content"] for m in messages)
    things = re.findall(r"(\d+) (\w+)", asked)
    if "step by step" in asked:
        things = [(n, t) for n, t in things if t in ("apples", "pears", "plums", "lemons")]
    return f"Let us see. Answer: you have {sum(int(n) for n, _ in things)} pieces."


def mends(messages):
    """If the expected number is in the reply, the code is wrong; if it is not, the prompt is."""
    asked = Prompt(messages)
    said = asked.search("Feedback", r"answer '(.*)' is wrong, '(\d+)' was expected")
    reply = asked.search("Run", r"reply(?:: str)? = '(.*?)'")
    line = asked.search("Run", r"^ +\d+ +return (reply\.rpartition\(\"Answer:\"\)\[2\]\.strip\(\))")
    if said is None or reply is None or (line is None and said[1] in reply[1]):
        return NOTHING
    if re.search(rf"\b{said[2]}\b", reply[1]):
        code = asked.variables["extract_answer"]
        new = f'"".join(c for c in {line[1]} if c.isdigit())'
        return answer(extract_answer=code.replace(line[1], new))
    if "step by step" in asked.variables["template"]:
        return NOTHING
    return answer(template=f"{asked.variables['template']} Think step by step.")


def test_prompt_and_code_are_learned_together(example):
    counter, held_out = example.Counter(counts), example.rows(40, seed=1)
    assert example.score(counter, held_out) == 0.0
    example.learn(counter, mends, example.rows(15, seed=0))
    assert example.score(counter, held_out) == 1.0
    changed = {p.name for p in parameters(counter) if p.history}
    assert changed == {"template", "extract_answer"}


@pytest.mark.parametrize("title", ["Feedback", "Run"])
def test_it_takes_the_feedback_and_the_code(example, title):
    counter = example.Counter(counts)
    example.learn(counter, without(title, mends), example.rows(5, seed=0))
    assert example.score(counter, example.rows(10, seed=1)) == 0.0


@pytest.mark.parametrize("only", ["template", "extract_answer"])
def test_neither_alone_is_enough(example, only):
    def mends_one(messages):
        reply = mends(messages)
        return reply if f"<name>{only}</name>" in reply else NOTHING

    counter = example.Counter(counts)
    example.learn(counter, mends_one, example.rows(10, seed=0))
    assert example.score(counter, example.rows(20, seed=1)) < 0.5


def test_rows_are_those_of_their_seed(example):
    assert example.rows(5, seed=3) == example.rows(5, seed=3)
    assert not set(example.rows(40, seed=1)) & set(example.rows(15, seed=0))
