"""TextGrad: criticism goes back from call to call of a model."""

from tests.optimizers.stepping import model, ran, reply, text

from optimizers import TextGrad
from tracer import parameters, record, trace, trainable


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
