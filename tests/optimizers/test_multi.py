"""Of several candidates one is chosen: by a scorer or by the model."""

from tests.optimizers.stepping import ran, reply, text

from optimizers import OptoPrimeMulti


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
