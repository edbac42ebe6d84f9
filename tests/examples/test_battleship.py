"""examples/battleship.py with a client that writes the next better player from what the prompt says of this one."""

import pytest
from tests.examples.prompts import NOTHING, Prompt, answer, load, without

from tracer import parameters

HELD_OUT = range(1000, 1100)


@pytest.fixture
def example():
    module = load("battleship")
    yield module
    for parameter in parameters(module):
        parameter.reset()


def writes(messages):
    """First shoot at the next field that is unknown; then beside what was hit. Marks and size are the prompt's."""
    asked = Prompt(messages)
    act, reason = (asked.variables.get(name, "") for name in ("act", "reason"))
    shown = asked.search("Run", r"^ +\d+ +return (?:\((?:0, 0)\)|next\()")
    again = asked.search("Feedback", r"not allowed: .* was shot at before: .* is not '(.)'")
    if shown is None:
        return NOTHING
    if again is not None and "return (0, 0)" in act:
        test = f"seen[r][c] == {again[1]!r}"
        line = f"return next((r, c) for r in range(len(seen)) for c in range(len(seen)) if {test})"
        return answer(act=act.replace("return (0, 0)", line))
    marks = asked.search("Variables", r"'(.)' in seen is a hit")
    if (
        asked.search("Feedback", r"allowed; \d+ of \d+ shots hit")
        and marks
        and "return []" in reason
    ):
        unknown = asked.search("Variables", r"seen\[r\]\[c\] == ('.')")[1]
        hits = f"for r in range(len(seen)) for c in range(len(seen)) if seen[r][c] == {marks[1]!r}"
        near = f"[(r + i, c + j) {hits} for i, j in ((0, 1), (1, 0), (0, -1), (-1, 0))]"
        on = "0 <= r < len(seen) and 0 <= c < len(seen)"
        line = f"near = {near}\n    return [(r, c) for r, c in near if {on} and seen[r][c] == {unknown}]"
        call = "return fields[0] if fields else next("
        return answer(
            reason=reason.replace("return []", line), act=act.replace("return next(", call)
        )
    return NOTHING


def test_the_player_learns_and_is_better_on_games_it_has_not_seen(example):
    player = example.Player()
    before = example.score(player, HELD_OUT)
    example.learn(player, writes, [0])
    enumerating = example.score(player, HELD_OUT)
    example.learn(player, writes, [1])
    hunting = example.score(player, HELD_OUT)
    assert before < 1 / example.SHOTS
    assert before < enumerating < hunting
    assert 0.2 < enumerating < 0.32
    assert hunting > enumerating + 0.04


@pytest.mark.parametrize("title", ["Feedback", "Run"])
def test_it_takes_the_feedback_and_the_code(example, title):
    player = example.Player()
    before = example.score(player, range(5))
    example.learn(player, without(title, writes), range(3))
    assert example.score(player, range(5)) == before


def test_ships_do_not_overlap_and_are_all_there(example):
    for seed in range(50):
        sea = example.Sea(seed)
        assert len(sea._ships) == sum(example.SHIPS)


@pytest.mark.parametrize("field", [(8, 0), (0, -1)])
def test_a_shot_beside_the_board_is_refused(example, field):
    with pytest.raises(ValueError, match="not on the board"):
        example.Sea(0).shoot(field)


def test_a_field_is_shot_at_once(example):
    sea = example.Sea(0)
    sea.shoot((3, 3))
    with pytest.raises(ValueError, match="shot at before"):
        sea.shoot((3, 3))
