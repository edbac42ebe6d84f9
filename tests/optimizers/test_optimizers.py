"""Optimizers with clients that answer from the prompt: without what they look for they do not answer."""

import asyncio
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizers import LLM, OPRO, Budget, Optimizer, OptoPrime, OptoPrimeMulti, Suggestion, TextGrad
from optimizers.llm import Completion
from tracer import parameters, record, trace, trainable
from tracer.errors import CriterionNotFound, TracerError
from tracer.feedback import Feedback
from tracer.views.tokens import count_tokens


@trace
def area(n):
    width = trainable(2.0, name="width", bounds=(0, 100))
    height = trainable(3, name="height", description="whole metres")
    label = trainable("small", name="label", constraint="one word")
    return f"{label}: {width * height * n}"


@pytest.fixture
def trained():
    found = parameters(area)
    yield found
    for parameter in found:
        parameter.reset()


def reply(reasoning="r", **values):
    variables = "".join(
        f"<variable><name>{name}</name><value>{value}</value></variable>"
        for name, value in values.items()
    )
    return f"<reasoning>{reasoning}</reasoning>{variables}"


def ran(optimizer, feedback):
    with record() as run:
        area(1)
    optimizer.zero_feedback()
    optimizer.backward(run, feedback)
    return optimizer.step()


def text(messages):
    return "\n".join(m["content"] for m in messages)


def halves(messages):
    """Read the width and what was said of it out of the prompt; answer with half of it."""
    asked = text(messages)
    if "too wide" not in asked or "width * height" not in asked:
        return "I do not know."
    width = re.search(r"name: width\ntype: float\n(?:.*\n)*?value:\n(\S+)", asked)
    return reply(width=float(width[1]) / 2)


def test_a_value_is_learned_from_the_prompt(trained):
    optimizer = OptoPrime(trained, llm=halves)
    assert ran(optimizer, "too wide").applied == {trained[0]: 1.0}
    assert ran(optimizer, "too wide").applied == {trained[0]: 0.5}
    assert area(1) == "small: 1.5"


def test_without_the_feedback_nothing_is_learned(trained):
    step = ran(OptoPrime(trained, llm=halves), "fine")
    assert not step.applied
    assert step.skipped


def test_without_the_code_nothing_is_learned(trained, monkeypatch):
    monkeypatch.setattr(OptoPrime, "_run", lambda *_: "")
    assert not ran(OptoPrime(trained, llm=halves), "too wide").applied


def test_the_paper_s_view_shows_operations(trained):
    seen = []
    optimizer = OptoPrime(
        trained, view="graph", llm=lambda m: seen.append(text(m)) or reply(height=4)
    )
    ran(optimizer, "more")
    assert re.search(r"mul = \[width \* height\]\(width\S*, height\S*\)", seen[0])


def test_without_a_view_the_output_is_shown_and_not_the_program(trained):
    seen = []
    optimizer = OptoPrime(
        trained, view="none", llm=lambda m: seen.append(text(m)) or reply(height=4)
    )
    ran(optimizer, "more")
    assert "width * height" not in seen[0]
    assert "'small: 6.0'" in seen[0]


def test_limits_and_descriptions_are_in_the_prompt(trained):
    seen = []
    ran(OptoPrime(trained, llm=lambda m: seen.append(text(m)) or ""), "x")
    for wanted in ("from 0 to 100", "whole metres", "one word"):
        assert wanted in seen[0]


def test_rejections_go_back_with_their_reasons(trained):
    seen = []
    optimizer = OptoPrime(
        trained, llm=lambda m: seen.append(text(m)) or reply(width=1000, no=1, height="4.5")
    )
    step = ran(optimizer, "wider")
    assert set(step.rejected) == {"width", "no", "height"}
    assert not step.applied
    ran(optimizer, "wider still")
    for name in ("width", "no", "height"):
        assert f"refused: {name}: " in seen[1]


def test_past_rounds_are_shown_as_far_as_memory_goes(trained):
    seen = []
    optimizer = OptoPrime(trained, memory=2, llm=lambda m: seen.append(text(m)) or reply(label="x"))
    for said in ("first", "second", "third", "fourth"):
        ran(optimizer, said)
    assert "first" not in seen[3]
    assert seen[3].index("second") < seen[3].index("third")


def test_a_reply_that_cannot_be_read_is_asked_for_once_more(trained):
    replies = iter(["nonsense", reply(height=5)])
    seen = []
    optimizer = OptoPrime(trained, llm=lambda m: seen.append(m) or next(replies))
    assert ran(optimizer, "taller").applied == {trained[1]: 5}
    assert "could not be used" in seen[1][-1]["content"]
    assert [e.problem is None for e in optimizer.log] == [False, True]


def test_a_client_that_fails_costs_one_step(trained):
    from optimizers import ModelError

    def fails(_messages):
        raise ModelError("the line is dead")

    assert "line is dead" in ran(OptoPrime(trained, llm=fails), "x").skipped


def test_prompts_stay_within_their_budget(trained):
    seen = []
    optimizer = OptoPrime(trained, max_tokens=1500, llm=lambda m: seen.append(m) or reply(height=1))
    ran(optimizer, "word " * 100_000)
    assert sum(count_tokens(m["content"]) for m in seen[0]) <= 1500
    assert "left out" in text(seen[0])


def test_values_are_never_cut(trained):
    trained[2].set("w" * 5000)
    optimizer = OptoPrime(trained, max_tokens=1000, llm=lambda _: "")
    with record() as run:
        area(1)
    optimizer.backward(run, "x")
    with pytest.raises(
        TracerError, match=r"never cut; give max_tokens=\d+ or more \(it is 1000\)"
    ) as told:
        optimizer.step()
    optimizer.max_tokens = int(re.search(r"max_tokens=(\d+)", str(told.value))[1])
    assert optimizer.step().skipped != str(told.value)
    optimizer.max_tokens -= 1
    with pytest.raises(TracerError, match="never cut"):
        optimizer.step()


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


def test_an_exception_is_feedback(trained):
    @trace
    def fails():
        return 1 / (trainable(1, name="divisor") - 1)

    seen = []
    optimizer = OptoPrime(parameters(fails), llm=lambda m: seen.append(text(m)) or "")
    with record() as run, pytest.raises(ZeroDivisionError):
        fails()
    optimizer.backward(run)
    optimizer.step()
    assert "ZeroDivisionError: division by zero" in seen[0]


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


class Schooled:
    """A model that keeps to the schema it is given."""

    def __init__(self):
        self.requests = []

    def complete(self, request, seconds):
        """Change the first number that the schema names."""
        self.requests.append(request)
        schema = request.options["response_format"]["json_schema"]["schema"]
        kinds = schema["properties"]["suggestion"]["properties"]
        name = next(n for n, kind in kinds.items() if kind == {"type": "number"})
        text = json.dumps({"reasoning": "r", "suggestion": {name: 7}})
        return Completion(text, request.model, 1, 1, None, seconds)

    async def acomplete(self, request, seconds):
        """The same."""
        return self.complete(request, seconds)


@pytest.mark.parametrize("made", [OptoPrime, OPRO, TextGrad])
def test_a_model_that_keeps_to_a_schema_is_given_one(trained, made):
    schooled = Schooled()
    step = ran(made(trained, llm=LLM(schooled, schema=True)), Feedback(0.5, "wider"))
    assert {p.name: v for p, v in step.applied.items()} == {"width": 7.0}
    for request in schooled.requests:
        assert "JSON object" in text(request.messages)
        assert "<variable>" not in text(request.messages)


def test_others_are_asked_for_tags(trained):
    asked = []
    backend = Schooled()
    backend.complete = lambda request, seconds: (
        asked.append(request) or Completion(reply(width=7), "m", 1, 1, None, seconds)
    )
    assert ran(OptoPrime(trained, llm=LLM(backend)), "wider").applied
    assert "response_format" not in asked[0].options


# ---------------------------------------------------------------------- OPRO


def test_history_is_sorted_worst_first_in_buckets(trained):
    seen = []
    heights = iter([10, 20, 30, 40])
    optimizer = OPRO(trained, llm=lambda m: seen.append(text(m)) or reply(height=next(heights)))
    for score in (0.5, 0.9, 0.1):
        ran(optimizer, score)
    scores = [int(s) for s in re.findall(r"score: (\d+) of 100", seen[-1])]
    assert scores == [10, 50, 90]


def test_only_the_best_are_shown(trained):
    seen = []
    optimizer = OPRO(trained, best=2, llm=lambda m: seen.append(text(m)) or reply(height=1))
    for score in (0.3, 0.9, 0.1, 0.8):
        ran(optimizer, score)
    assert [int(s) for s in re.findall(r"score: (\d+) of 100", seen[-1])] == [80, 90]


def test_feedback_without_a_score_stays_in_the_history(trained):
    seen = []
    optimizer = OPRO(trained, llm=lambda m: seen.append(text(m)) or reply(height=1))
    ran(optimizer, "no score here")
    assert "no score here" in seen[0]


def test_candidates_are_scored_with_their_values_in_place(trained):
    heights = iter([4, 9, 4, "no number", 1, 3])
    seen = []
    optimizer = OPRO(
        trained,
        llm=lambda m: seen.append(text(m)) or reply(height=next(heights)),
        candidates=6,
        scorer=lambda _: float(area(1).partition(": ")[2]) / 100,
    )
    step = ran(optimizer, 0.06)
    assert step.applied == {trained[1]: 9}
    tried = {r.values["height"]: r.score for r in optimizer.rounds}
    assert tried == {4: 0.08, 9: 0.18, 1: 0.02, 3: 0.06}  # 4 once; the last is the round itself
    assert len(seen) == 6


def test_candidates_that_were_tried_before_are_no_step(trained):
    optimizer = OPRO(trained, llm=lambda _: reply(height=3), candidates=2, scorer=lambda _: 1.0)
    assert "tried before" in ran(optimizer, 0.5).skipped


def test_exemplars_are_drawn_by_the_seed(trained):
    def shown(seed):
        seen = []
        optimizer = OPRO(
            trained,
            llm=lambda m: seen.append(text(m)) or reply(height=1),
            exemplars=[f"example {n}." for n in range(20)],
            seed=seed,
        )
        ran(optimizer, 0.5)
        return re.findall(r"example \d+\.", seen[0])

    assert len(shown(1)) == 3
    assert shown(1) == shown(1) != shown(2)


# ---------------------------------------------------------------------- TextGrad

model = LLM(lambda messages: "echo " + messages[-1]["content"])


@trace
def pipeline(question):
    style = trainable("Be brief.", name="style")
    plan = trainable("Think.", name="plan")
    idea = model([{"role": "user", "content": f"{plan} {question}"}])
    return model([{"role": "user", "content": f"{style} {idea}"}])


def test_criticism_goes_back_through_each_call_of_a_model():
    seen = []

    def critic(messages):
        asked = text(messages)
        seen.append(asked)
        if "name: style" in asked:
            return reply(style="Be exact.") if "CRITICISM-OF-SECOND" in asked else "?"
        if "name: plan" in asked:
            return reply(plan="Look it up.") if "CRITICISM-OF-FIRST" in asked else "?"
        if "echo Think. why" in asked.partition("# Reply")[0]:
            assert "wrong answer" in asked
            return "CRITICISM-OF-SECOND"
        assert "CRITICISM-OF-SECOND" in asked
        return "CRITICISM-OF-FIRST"

    trained = parameters(pipeline)
    optimizer = TextGrad(trained, llm=critic)
    try:
        with record() as run:
            pipeline("why?")
        optimizer.backward(run, "wrong answer")
        assert optimizer.calls() == 4
        step = optimizer.step()
        assert {p.name: p.value for p in step.applied} == {
            "style": "Be exact.",
            "plan": "Look it up.",
        }
        assert len(seen) == 4
    finally:
        for parameter in trained:
            parameter.reset()


def test_python_passes_criticism_on_unchanged(trained):
    seen = []
    optimizer = TextGrad(trained, llm=lambda m: seen.append(text(m)) or "?")
    ran(optimizer, "the very words")
    assert seen
    assert all("the very words" in asked for asked in seen)


# ---------------------------------------------------------------------- several candidates, own optimizers


def test_of_several_candidates_the_scorer_chooses(trained):
    heights = iter([3, 9, 5])
    optimizer = OptoPrimeMulti(
        trained,
        candidates=3,
        llm=lambda _: reply(height=next(heights)),
        scorer=lambda s: int(s.values["height"]),
    )
    assert ran(optimizer, "taller").applied == {trained[1]: 9}


def test_without_a_scorer_the_model_chooses(trained):
    heights = iter([3, 9, 5])

    def client(messages):
        if "Several answers were given" in text(messages):
            assert "height = '9'" in text(messages)
            return reply(height=6)
        return reply(height=next(heights))

    optimizer = OptoPrimeMulti(trained, candidates=3, llm=client)
    assert ran(optimizer, "taller").applied == {trained[1]: 6}


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


@given(st.text(max_size=200))
def test_no_reply_breaks_a_step_or_a_check(answer):
    trained = parameters(area)
    try:
        ran(OptoPrime(trained, llm=lambda _: answer), "x")
        ran(OptoPrime(trained, llm=lambda _: reply(width=answer, height=answer, label="w")), "x")
        assert 0 <= trained[0].value <= 100
        assert type(trained[1].value) is int
    finally:
        for parameter in trained:
            parameter.reset()
