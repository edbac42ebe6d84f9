"""What every optimizer does: feedback of recordings in, a step, proposals, state and the budget."""

import asyncio

import pytest
from tests.optimizers.stepping import area, ran, reply, text

from optimizers import Budget, Optimizer, OptoPrime, Suggestion
from tracer import record
from tracer.errors import CriterionNotFound
from tracer.feedback import Feedback


def test_a_client_that_fails_costs_one_step(trained):
    from optimizers import ModelError

    def fails(_messages):
        raise ModelError("the line is dead")

    assert "line is dead" in ran(OptoPrime(trained, llm=fails), "x").skipped


def test_a_minibatch_is_one_question(trained):
    seen = []
    optimizer = OptoPrime(trained, llm=lambda m: seen.append(text(m)) or reply(height=9))
    runs = []
    for n in (1, 2):
        with record() as run:
            area(n)
        runs.append(run)
    optimizer.backward([(runs[0], "low"), (runs[1], Feedback(0.25, "high"))])
    assert optimizer.step().applied == {trained[1]: 9}
    assert len(seen) == 1
    assert "low" in seen[0]
    assert "score 0.25: high" in seen[0]


def test_a_value_tells_its_recording(trained):
    optimizer = OptoPrime(trained, llm=lambda _: reply(height=7))
    with record() as run:
        answer = area(1)
    optimizer.backward(answer, "more")
    assert optimizer.step().applied == {trained[1]: 7}
    del run


def test_values_that_are_shared_tell_none(trained):
    optimizer = OptoPrime(trained, llm=lambda _: "")
    with record():
        area(1)
    with pytest.raises(CriterionNotFound, match="pass the recording"):
        optimizer.backward(None, "more")
    with pytest.raises(CriterionNotFound, match="pass the recording"):
        optimizer.backward(5, "more")


def test_proposals_are_not_adopted(trained):
    numbers = iter(range(10, 20))
    optimizer = OptoPrime(trained, llm=lambda _: reply(height=next(numbers)))
    with record() as run:
        area(1)
    optimizer.backward(run, "taller")
    assert [s.values["height"] for s in optimizer.propose(3)] == ["10", "11", "12"]
    assert trained[1].value == 3


def test_steps_can_be_awaited(trained):
    optimizer = OptoPrime(trained, llm=lambda _: reply(height=8))
    with record() as run:
        area(1)
    optimizer.backward(run, "taller")
    assert asyncio.run(optimizer.astep()).applied == {trained[1]: 8}


def test_state_is_taken_over(trained):
    optimizer = OptoPrime(trained, llm=lambda _: reply(height=8))
    ran(optimizer, "taller")
    state = optimizer.state_dict()
    trained[1].reset()
    other = OptoPrime(trained, llm=lambda _: "")
    other.load_state_dict(state)
    assert trained[1].value == 8
    assert other.rounds == optimizer.rounds


def test_past_the_budget_nothing_is_asked(trained):
    optimizer = OptoPrime(trained, llm=lambda _: reply(height=8), budget=Budget(calls=1))
    assert ran(optimizer, "taller").usage.calls == 1
    assert "budget is used up (calls)" in ran(optimizer, "taller").skipped


class Doubling(Optimizer):
    """Needs no model: doubles every number that is in the slice."""

    def suggest(self, observations):
        """Return twice the value of each number reached."""
        reached = {m.name for o in observations for m in o.slice.parameters}
        return Suggestion(
            {
                p.name: p.value * 2
                for p in self.parameters
                if p.name in reached and p.kind == "number"
            }
        )


def test_an_optimizer_of_ones_own_takes_one_method(trained):
    step = ran(Doubling(trained), "more")
    assert {p.name: v for p, v in step.applied.items()} == {"width": 4.0, "height": 6}
