"""Models that keep to a schema are given one; others are asked for tags."""

import json

import pytest
from tests.optimizers.stepping import ran, reply, text

from optimizers import LLM, OPRO, OptoPrime, TextGrad
from optimizers.llm import Completion
from tracer.feedback import Feedback


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
