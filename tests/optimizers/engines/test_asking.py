"""Engines that ask a language model: what it is shown, what becomes of its suggestions, what is not asked twice."""

import itertools

import pytest

from optimizers import Budget, optimize
from optimizers.choosing import choose
from optimizers.consulting import asked_by
from optimizers.engines.engine import ParameterInfo
from optimizers.errors import ModelError
from optimizers.journal.journal import Journal
from optimizers.journal.replies import JournaledLLM
from optimizers.llm.client import LLM
from tracer import parameters

GREETING = """
    from tracer import trace, trainable

    @trace
    def greeting(name):
        word = trainable("Hello", name="word", constraint="one word")
        return f"{word}, {name}!"
"""
DATA = [("Ana", "Hola, Ana!"), ("Juan", "Hola, Juan!")]


class Scripted:
    """A model that gives these replies, then the last one again and again; `prompts` keeps what it was asked."""

    def __init__(self, *values, name="word"):
        self.replies = [
            f"<reasoning>so</reasoning><variable><name>{name}</name><value>{v}</value></variable>"
            for v in values
        ]
        self.prompts = []

    def __call__(self, messages):
        """Return the next reply."""
        self.prompts.append("\n".join(m["content"] for m in messages))
        return self.replies[min(len(self.prompts), len(self.replies)) - 1]


def same(output, expected):
    return float(output == expected)


def improved(program, model, engine="auto", **options):
    given = {"perfect": 1.0, **options}
    return optimize(
        program.greeting, DATA, same, engine=engine, llm=model, workers=1, quiet=True, **given
    )


@pytest.mark.parametrize("engine", ["optoprime", "opro", "textgrad", "portfolio"])
def test_what_a_model_suggests_is_tried_and_the_best_is_kept(module, engine):
    program = module(GREETING)
    model = Scripted("Hallo", "Hola")
    result = improved(program, model, engine, budget=Budget(evaluations=60))
    assert {p.name: v for p, v in result.best.items()} == {"word": "Hola"}
    assert (result.after.mean, result.cost.calls, len(model.prompts)) == (1.0, 2, 2)
    assert '+    word = trainable("Hola", name="word", constraint="one word")' in result.diff()
    assert program.greeting("Ana") == "Hello, Ana!"


def test_a_question_shows_the_run_of_the_program_and_not_what_judged_it(module):
    model = Scripted("Hola")
    improved(module(GREETING), model)
    (prompt,) = model.prompts
    assert 'return f"{word}, {name}!"' in prompt
    assert "'Hello, Ana!'" in prompt
    assert "score 0" in prompt
    assert "output == expected" not in prompt


def test_later_questions_show_what_was_tried(module):
    model = Scripted("Hallo", "Hola")
    improved(module(GREETING), model)
    first, second = model.prompts
    assert "Hallo" not in first
    assert "Hallo" in second


def test_names_that_are_shared_are_told_apart_in_a_worker_too(module):
    program = module(
        """
        from tracer import trace, trainable

        @trace
        def word():
            text = trainable("Hello", name="text")
            return text

        @trace
        def greeting(name):
            text = trainable("?", name="text")
            return f"{word()}, {name}{text}"
        """
    )
    model = Scripted("Hola", name="word.text")
    model.replies[0] += Scripted("!", name="greeting.text").replies[0].partition("</reasoning>")[2]
    result = improved(program, model, "optoprime")
    assert "\nword.text = 'Hello'    (" in model.prompts[0]
    assert "\ngreeting.text = '?'    (" in model.prompts[0]
    assert {p.id.split(":", 1)[1]: v for p, v in result.best.items()} == {
        "word:text": "Hola",
        "greeting:text": "!",
    }


def test_what_may_not_be_is_refused_and_said(module):
    model = Scripted("Hola, hola", name="name")
    result = improved(module(GREETING), model)
    assert not result.improved
    assert any("there is no variable 'name'" in note for note in result.notes)
    assert len(model.prompts) == 5  # without anything better it gives up


def length(output, _expected):
    return len(output) / len("Hello, Ana!")


@pytest.mark.parametrize(
    ("perfect", "asked"), [(None, 7), (1.0, 0), (1.5, 2)], ids=["unknown", "had", "reached"]
)
def test_scores_may_go_above_1_unless_that_is_perfect(module, perfect, asked):
    model = Scripted("Hello dear", "Hello dear and beloved")
    result = optimize(
        module(GREETING).greeting,
        [("Ana", None)],
        length,
        engine="optoprime",
        llm=model,
        workers=1,
        quiet=True,
        perfect=perfect,
    )
    assert len(model.prompts) == asked
    assert result.after.mean == (1.0 if not asked else len("Hello dear and beloved, Ana!") / 11)


def test_the_budget_of_calls_is_kept(module):
    model = Scripted("Hallo", "Hola")
    result = improved(module(GREETING), model, budget=Budget(calls=1, evaluations=100))
    assert (len(model.prompts), result.stopped) == (1, "the budget of calls is used up")


def test_a_model_that_fails_ends_in_a_note(module):
    def broken(_messages):
        raise ModelError("it is switched off")

    result = improved(module(GREETING), LLM(broken, retries=0))
    assert not result.improved
    assert any("it is switched off" in note for note in result.notes)


def test_a_resumed_optimization_asks_for_no_reply_again(module):
    program, model = module(GREETING), Scripted("Hallo", "Salut", "Hola")

    def stop(event):
        if event.kind == "rollout" and len(model.prompts) == 2:
            raise RuntimeError("a crash")

    with pytest.raises(RuntimeError):
        improved(program, model, on_event=stop)
    result = improved(program, model)
    assert (len(model.prompts), result.cost.calls) == (3, 3)
    assert result.after.mean == 1.0


def test_the_nth_time_that_the_same_is_asked_has_the_nth_reply(tmp_path):
    question = [{"role": "user", "content": "how many?"}]
    numbers = itertools.count(1)
    model = LLM(lambda _messages: str(next(numbers)))
    for expected in (["1", "2"], ["1", "2", "3"]):
        journal = Journal(tmp_path / "one.journal")
        journaled = JournaledLLM(model, journal)
        assert [journaled(question) for _ in expected] == expected
        journal.close()


def test_code_that_a_model_writes_runs_in_workers(module, tmp_path):
    program = module(
        """
        from tracer import trace

        @trace(trainable=True)
        def greeting(name):
            return "Hello, " + name
        """
    )
    here = tmp_path / "here"
    body = f'def greeting(name):\n    open({str(here)!r}, "a").close()\n    return "Hola, " + name + "!"'
    result = improved(program, Scripted(body, name="greeting"), "optoprime")
    assert result.after.mean == 1.0
    assert here.exists()
    assert parameters(program.greeting)[0].value.count("Hola") == 0


@pytest.mark.parametrize("engine", ["optoprime", "opro", "textgrad"])
def test_without_a_model_nothing_is_begun_and_the_ways_to_name_one_are_told(
    module, engine, monkeypatch
):
    for name in ("TRACER_MODEL", "OAI_CONFIG_LIST"):
        monkeypatch.delenv(name, raising=False)
    events = []
    ways = f"engine '{engine}' asks a language model: pass llm=.*TRACER_MODEL.*tool.tracer"
    with pytest.raises(ModelError, match=ways):
        improved(module(GREETING), None, engine, on_event=events.append)
    assert not events


def test_an_engine_that_asks_takes_the_model_that_the_settings_name(monkeypatch):
    monkeypatch.setenv("TRACER_MODEL", "openai/some-model")
    assert asked_by("optoprime", None).name == "openai/some-model"
    assert asked_by("auto", None) is None
    assert asked_by("repair", None) is None
    assert asked_by("optoprime", "other") == "other"


def test_the_plan_says_how_often_a_model_is_asked_at_most(module):
    said = []
    optimize(
        module(GREETING).greeting,
        DATA,
        same,
        llm=Scripted("Hola"),
        budget=Budget(evaluations=40),
        quiet=True,
        on_event=said.append,
    )
    plan = next(e.data["text"] for e in said if e.kind == "plan")
    assert "is asked at most 10 times, of unknown price" in plan


INFOS = {
    kind: ParameterInfo(kind, kind, kind, value)
    for kind, value in {"text": "a", "number": 1.0, "code": "def f(): pass"}.items()
}


@pytest.mark.parametrize(
    ("kinds", "model", "engines"),
    [
        (["text"], True, ("optoprime",)),
        (["text", "number"], True, ("portfolio",)),
        (["text", "number"], False, ("gradient", "search")),
        (["number"], True, ("gradient", "search")),
        (["code"], True, ("repair", "optoprime")),
        (["code"], False, ("repair",)),
    ],
)
def test_auto_asks_where_nothing_else_helps(kinds, model, engines):
    assert choose("auto", [INFOS[k] for k in kinds], model=model).engines == engines
