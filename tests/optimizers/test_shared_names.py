"""Parameters of one name in several functions: what a model is shown and answers means one of them."""

import importlib.util
import re

import pytest

from optimizers import LLM, OPRO, OptoPrime, Suggestion, TextGrad
from optimizers.naming import names_in
from optimizers.schemas import response_format
from tracer import Feedback, model, parameters, record, trace, trainable
from tracer.views.tokens import count_tokens

answers = LLM(lambda messages: "echo " + messages[-1]["content"])


@trace
def first(question):
    prompt = trainable("Think.", name="prompt")
    return answers([{"role": "user", "content": f"{prompt} {question}"}])


@trace
def second(idea):
    prompt = trainable("Be brief.", name="prompt")
    alone = trainable("!", name="mark")
    return answers([{"role": "user", "content": f"{prompt} {idea}"}]) + alone


@trace
def pipeline(question):
    return second(first(question))


@model
class Careful:
    """Has a method of the other's name."""

    @trace(trainable=True)
    def answer(self):
        """Return a number."""
        return 1


@model
class Quick:
    """Has a method of the other's name."""

    @trace(trainable=True)
    def answer(self):
        """Return a number."""
        return 2


@pytest.fixture
def trained():
    found = parameters([first, second])
    yield found
    for parameter in found:
        parameter.reset()


def reply(name, value):
    return f"<reasoning>r</reasoning><variable><name>{name}</name><value>{value}</value></variable>"


def stepped(optimizer, said="wrong"):
    with record() as run:
        pipeline("why?")
    optimizer.zero_feedback()
    optimizer.backward(run, Feedback(0.0, said))
    return optimizer.step()


def asking(replies, seen):
    def answer(messages):
        seen.append("\n".join(m["content"] for m in messages))
        return replies[min(len(seen), len(replies)) - 1]

    return answer


@pytest.mark.parametrize("view", ["source", "graph"])
def test_the_second_of_a_name_can_be_changed(trained, view):
    seen = []
    optimizer = OptoPrime(trained, view=view, llm=asking([reply("second.prompt", "Short.")], seen))
    step = stepped(optimizer)
    assert {p.id: v for p, v in step.applied.items()} == {trained[1].id: "Short."}
    names = re.findall(r"^name: (.*)$", seen[0], re.MULTILINE)
    assert names == ["first.prompt", "second.prompt", "mark"]
    rows = r"# variable (\S+)$" if view == "graph" else r"^(\S+) = '[^']*'    \("
    shown = set(re.findall(rows, seen[0].partition("# Inputs")[0], re.MULTILINE))
    assert shown == set(names)


def test_past_rounds_have_the_same_names(trained):
    seen = []
    optimizer = OptoPrime(trained, llm=asking([reply("second.prompt", "Short.")], seen))
    stepped(optimizer)
    stepped(optimizer)
    past = seen[1].partition("# Past attempts")[2]
    assert "first.prompt = 'Think.'\nsecond.prompt = 'Be brief.'\nmark = '!'" in past


def test_a_name_that_is_shared_means_none(trained):
    optimizer = OptoPrime(trained, llm=asking([reply("prompt", "x")], []))
    step = stepped(optimizer)
    assert not step.applied
    assert step.rejected == {"prompt": "'prompt' is several variables: first.prompt, second.prompt"}


def test_an_id_means_one(trained):
    optimizer = OptoPrime(trained, llm=asking([reply("mark", "?")], []))
    values, rejected = optimizer.meant(Suggestion({trained[1].id: "x"}))
    assert (values, rejected) == ({trained[1]: "x"}, {})


def test_a_schema_has_all_of_them(trained):
    names = OptoPrime(trained, llm=asking([], [])).names
    form = response_format(trained, names)["json_schema"]["schema"]
    assert set(form["properties"]["suggestion"]["properties"]) == set(names.values())
    assert len(names) == 3


def test_methods_are_named_by_their_classes():
    names = OptoPrime(parameters([Careful, Quick]), llm=asking([], []), isolation="none").names
    assert sorted(names.values()) == ["Careful.answer", "Quick.answer"]


def test_a_history_has_the_same_names(trained):
    seen = []
    optimizer = OPRO(
        trained,
        llm=asking([reply("second.prompt", "Short.")], seen),
        candidates=1,
        scorer=lambda _: float(trained[1].value == "Short."),
    )
    assert stepped(optimizer).applied == {trained[1]: "Short."}
    assert optimizer.rounds[0].values == {
        "first.prompt": "Think.",
        "second.prompt": "Short.",
        "mark": "!",
    }


def test_criticism_reaches_the_one_that_is_meant(trained):
    def critic(messages):
        asked = "\n".join(m["content"] for m in messages)
        for name in ("first", "second"):
            if f"name: {name}.prompt" in asked:
                return reply(f"{name}.prompt", "Better.") if f"ABOUT-{name}" in asked else "?"
        request = asked.partition("# Reply")[0]
        if "name: mark" in asked:
            return "?"
        return "ABOUT-second" if "echo" in request else "ABOUT-first"

    step = stepped(TextGrad(trained, llm=critic))
    assert step.applied == {trained[0]: "Better.", trained[1]: "Better."}


def test_what_is_not_trained_has_another_name_than_what_is(trained):
    seen = []
    optimizer = OptoPrime(trained[1:], llm=asking([reply("prompt", "Short.")], seen))
    assert stepped(optimizer).applied == {trained[1]: "Short."}
    assert "first.prompt = 'Think.'    (" in seen[0]
    assert "\nprompt = 'Be brief.'    (" in seen[0]


def test_qualified_names_that_are_shared_are_qualified_by_the_module():
    names = names_in(["a:f:p", "b:f:p", "a:g:p", "a:f:q"], [], {})
    assert names == {"a:f:p": "a:f:p", "b:f:p": "b:f:p", "a:g:p": "g.p", "a:f:q": "q"}


def test_the_qualified_report_keeps_to_its_budget(trained):
    with record() as run:
        pipeline("why?")
    found = run.slice()
    names = {p.id: f"{'long' * 10}.{p.name}" for p in trained}
    text = found.report(400, names=names)
    assert count_tokens(text) <= 400
    assert text.count("longlong.prompt = ") == 2
    assert "longlong" not in found.report(400)


def test_a_module_that_nobody_can_import_by_its_name_is_known_by_it(tmp_path):
    path = tmp_path / "text.py"
    path.write_text(
        'from tracer import trace, trainable\n\n@trace\ndef f():\n    return trainable("a", name="x")\n',
        encoding="utf-8",
    )
    spec = importlib.util.spec_from_file_location("of_another_name", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with record() as run:
        module.f()
    (parameter,) = parameters(module.f)
    found = run.slice()
    assert [m.id for m in found.parameters] == [parameter.id] == ["of_another_name:f:x"]
    assert set(found.graph.graph["parameters"].values()) == {parameter.id}
