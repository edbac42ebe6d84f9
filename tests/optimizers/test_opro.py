"""OPRO: what was tried and how it scored, the worst first, candidates and exemplars."""

import re

from tests.optimizers.stepping import area, ran, reply, text

from optimizers import OPRO


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
