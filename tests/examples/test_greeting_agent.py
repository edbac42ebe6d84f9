"""examples/greeting_agent.py with a task model that follows its instruction, and an optimizer that reads the prompt."""

import re

import pytest
from tests.examples.prompts import NOTHING, Prompt, answer, load, without

from tracer import parameters

WORDS = {"Hola": "Spanish", "Hello": "English"}


def talks(messages):
    """Do what the instruction says: long unless it asks for one word."""
    instruction, query = (m["content"] for m in messages)
    if "name" in instruction:
        return re.search(r"(\w+)\.$", query)[1]
    language = next(name for word, name in WORDS.items() if word in query)
    return language if "one word" in instruction else f"I believe that this is {language}."


def teaches(messages):
    """Look at the language that the run shows: ask for one word first, then tell languages apart."""
    asked = Prompt(messages)
    said = asked.search("Feedback", r"should say '(\w+), (\w+)!'")
    language = asked.search("Run", r"self\.llm\(messages\) = '([^']*)'")
    word = asked.search("Run", r'^ +\d+ +word = "(\w+)"')
    if said is None or language is None or word is None:
        return NOTHING
    if " " in language[1]:
        return answer(language=f"{asked.variables['language']} Answer with one word.")
    lines = f'"{said[1]}" if language == "{language[1]}" else "{word[1]}"'
    return answer(greet=asked.variables["greet"].replace(f'word = "{word[1]}"', f"word = {lines}"))


@pytest.fixture
def example():
    module = load("greeting_agent")
    yield module
    for parameter in parameters(module):
        parameter.reset()


def test_the_agent_is_taught(example):
    agent = example.GreetingAgent(talks)
    assert agent("Hello, I am Bob.") == "Hola, Bob!"
    assert example.learn(agent, teaches)
    assert agent("Hello, I am Ann.") == "Hello, Ann!"
    assert agent.language == "Which language is this? Answer with one word."


@pytest.mark.parametrize("title", ["Feedback", "Run"])
def test_it_takes_the_feedback_and_the_code(example, title):
    assert not example.learn(example.GreetingAgent(talks), without(title, teaches))
