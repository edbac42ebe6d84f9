"""examples/tune_numbers.py with a client that works out from the code which way each number moves the output."""

import pytest
from tests.examples.prompts import NOTHING, Prompt, answer, load, without

from tracer import parameters


@pytest.fixture
def example():
    module = load("tune_numbers")
    yield module
    for parameter in parameters(module):
        parameter.reset()


def tunes(messages):
    """Solve for both numbers, with the slopes of the line that the output came from."""
    asked = Prompt(messages)
    rows = []
    for title in [t for t in asked.sections if t.startswith("Feedback")]:
        said = asked.search(title, r"is ([\d.]+) too (high|low)")
        run = title.replace("Feedback", "Run")
        line = asked.search(run, r"^ +\d+ +return heating ([+-]) leak \* cold")
        cold = asked.search(run, r"# .*\bcold = (-?[\d.]+)")
        if said is None or line is None or cold is None:
            return NOTHING
        rows.append((float(f"{line[1]}{cold[1]}"), float(said[1]) * (-1) ** (said[2] == "high")))
    heating, leak = fitted(rows) if rows else (0.0, 0.0)
    return answer(heating=limited(asked, "heating", heating), leak=limited(asked, "leak", leak))


def fitted(rows):
    """Return the straight line through the points with the least squares; through one point, a flat one."""
    n, xs, ys = len(rows), sum(x for x, _ in rows), sum(y for _, y in rows)
    spread = n * sum(x * x for x, _ in rows) - xs * xs
    slope = (n * sum(x * y for x, y in rows) - xs * ys) / spread if spread else 0.0
    return (ys - slope * xs) / n, slope


def limited(asked, name, step):
    """Keep to the constraint that the prompt shows."""
    low, high = asked.search(
        "Variables", rf"name: {name}\n(?:(?!name:).*\n)*constraint: from (\S+) to (\S+)"
    ).groups()
    return min(max(float(asked.variables[name]) + step, float(low)), float(high))


def worst(example):
    return max(abs(example.room(day) - wanted) for day, wanted in example.DAYS.items())


def test_the_numbers_are_tuned(example):
    assert worst(example) > 15
    assert example.learn(tunes) < 0.01
    assert {p.name: round(p.value, 3) for p in parameters(example)} == {"heating": 21, "leak": 0.1}


@pytest.mark.parametrize("title", ["Feedback", "Run"])
def test_it_takes_the_feedback_and_the_code(example, title):
    assert example.learn(without(title, tunes)) > 15


def test_the_signs_are_those_of_the_code(example):
    def turned(messages):
        """Show the client another program than the one that runs."""
        return tunes([{**m, "content": m["content"].replace("- leak", "+ leak")} for m in messages])

    assert example.learn(turned) > 1
