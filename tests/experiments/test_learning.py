"""How arms of ours learn: what is told, what is kept, what is taken back, and what the budget is for."""

import re
import sys
from pathlib import Path

import pytest
from tests.optimizers.llm.server import completion, serving

from optimizers import OPRO, Budget, ModelError, OptoPrime
from tracer import parameters, trace, trainable

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "experiments"))

import learning
from harness import Run, models
from learning import TEST, Lesson, learn
from questions import Question, Rows

ROWS = Rows(
    tuple(Question(f"{n}", f"{n}!") for n in range(4)),
    (Question("7", "7!"), Question("8", "8!")),
    (Question("9", "9!"),),
)


@trace
def echo(question):
    form = trainable("{}", name="form")
    said = form.format(question)
    return int(said) if "broken" in said else said


@pytest.fixture(autouse=True)
def taken_back():
    yield
    for parameter in parameters(echo):
        parameter.reset()


@pytest.fixture
def run():
    return Run("x", "a", "", 0, Budget())


def lesson(program=echo):
    return Lesson(
        echo,
        lambda _role: program,
        ROWS,
        lambda answer, wanted: float(answer == wanted),
        lambda answer, wanted: f"{answer} should be {wanted}",
    )


def suggesting(*values, seen=None):
    """Return a model that suggests these values for `form`, one after the other, then nothing."""
    left = list(values)

    def llm(messages):
        if seen is not None:
            seen.append(messages[-1]["content"])
        if not left:
            return "nothing"
        value = left.pop(0)
        return (
            f"<reasoning>r</reasoning><variable><name>form</name><value>{value}</value></variable>"
        )

    return llm


def test_what_validated_best_is_tested(run):
    learn(run, lesson(), OptoPrime(parameters(echo), llm=suggesting("{}?", "{}!", "{}.")))
    assert run.facts == {"validation": [0.0, 0.0, 1.0], "learned": {"form": "{}!"}}
    assert run.points[-1].score == 1.0
    assert run.evaluations == 3 * 2 + 4  # validations, and one question for each step


def test_what_was_said_is_in_the_question_and_right_answers_cost_nothing(run):
    seen = []
    learn(run, lesson(), OptoPrime(parameters(echo), llm=suggesting("{}!", seen=seen)))
    assert len(seen) == 1
    assert re.search(r"# Feedback\n(\d) should be \1!", seen[0])


def test_a_program_that_raises_is_told_and_put_back(run):
    seen = []
    optimizer = OptoPrime(parameters(echo), llm=suggesting("{}broken", "{}!", seen=seen), memory=0)
    learn(run, lesson(), optimizer)
    assert run.facts["learned"] == {"form": "{}!"}
    assert "ValueError: invalid literal" in seen[1]


def test_an_optimizer_may_leave_the_program_broken_and_the_best_is_tested(run):
    learn(run, lesson(), OptoPrime(parameters(echo), llm=suggesting("{}!", "{}broken")))
    assert run.points[-1].score == 1.0


@pytest.mark.parametrize(("revert", "expected"), [(True, "{}"), (False, "{}?")])
def test_what_is_worse_is_taken_back_on_request(run, revert, expected):
    seen = []
    harder = Lesson(
        echo,
        lambda _role: echo,
        ROWS,
        lambda answer, wanted: 0.5 * (str(answer) + "!" == wanted),
        lambda *_: "wrong",
    )
    optimizer = OptoPrime(parameters(echo), llm=suggesting("{}?", seen=seen), memory=0)
    learn(run, harder, optimizer, revert=revert)
    assert f"value:\n{expected}\n" in seen[1]


def test_opro_is_told_validation_scores(run):
    seen = []
    learn(run, lesson(), OPRO(parameters(echo), llm=suggesting("{}!", "{}.", seen=seen)))
    assert "score: 0 of 100" in seen[0]


def test_the_end_of_the_budget_ends_learning_and_not_the_test(run):
    left = [3]

    def program(question):
        if left[0] == 0 and question != "9":
            raise ModelError("the budget is used up")
        left[0] -= 1
        return echo(question)

    learn(run, lesson(program), OptoPrime(parameters(echo), llm=suggesting("{}!")))
    assert run.facts["validation"] == [0.0]
    assert run.points[-1].score == 0.0


def test_calls_that_test_are_counted_and_no_part_of_the_budget():
    """Through the proxy, with its server."""
    with serving() as server:
        server.scripted = lambda body: completion(body["messages"][-1]["content"] + "!")
        with models.proxy(models.Model("forward", server.address)) as address:
            limited = Run("x", "a", "", 0, Budget(calls=1), model="scripted", proxy=address)
            models.begin(address, limited.unit, 1)
            ask = {role: limited.llm(role) for role in ("program", TEST)}
            say = [{"role": "user", "content": "9"}]
            assert ask["program"](say) == "9!"
            assert not limited.goes_on()
            with pytest.raises(ModelError, match="budget of 1 calls"):
                ask["program"](say)
            judged = Lesson(
                echo, lambda role: lambda _q: ask[role](say), ROWS, lambda a, w: a == w, str
            )
            learning.tested(limited, judged)
            assert (limited.points[-1].score, limited.points[-1].calls) == (1.0, 1)
            assert limited.spent().calls == {"program": 1, TEST: 1}
