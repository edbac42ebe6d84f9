"""Battleship: seas are as their seeds, shots are judged by the rules, and known players score what they should."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "experiments"))

from worlds import sea

SEEDS = st.integers(0, 10**9)


@given(SEEDS)
def test_a_seed_gives_one_sea_with_all_ships(seed):
    ships = sea.Sea(seed).ships
    assert ships == sea.Sea(seed).ships
    assert len(ships) == sea.FIELDS == 17
    assert all(0 <= row < 8 and 0 <= column < 8 for row, column in ships)


@given(SEEDS, st.permutations([(r, c) for r in range(8) for c in range(8)]))
def test_a_hit_costs_no_turn_and_a_game_ends_after_25_misses_or_with_the_last_ship(seed, fields):
    game = sea.Sea(seed)
    for field in fields:
        if game.over:
            break
        assert game.shoot(field) is (field in game.ships)
    hits = sum(game.shots)
    assert game.turns == len(game.shots) - hits
    assert hits == 17 or game.turns == sea.TURNS


@pytest.mark.parametrize("field", [(8, 0), (0, -1), (0.5, 1)])
def test_a_shot_beside_the_board_is_refused(field):
    with pytest.raises(ValueError, match="not on the board"):
        sea.Sea(0).shoot(field)


@pytest.mark.parametrize("field", [None, 3, (1, 2, 3), "ab"])
def test_what_is_no_field_is_refused(field):
    with pytest.raises(TypeError, match="a shot is"):
        sea.Sea(0).shoot(field)


def test_a_field_is_shot_at_once():
    game = sea.Sea(0)
    game.shoot((3, 3))
    with pytest.raises(ValueError, match="shot at before"):
        game.shoot((3, 3))


def test_a_player_that_breaks_the_rules_ends_its_game():
    played = sea.judge(lambda _seed: lambda _seen: (0, 0), range(5))
    assert played.fair == 0
    assert played.found <= 1 / 17


def test_a_player_cannot_change_the_board():
    def cheating(seen):
        field = sea.enumerating(seen)
        seen[field[0]][field[1]] = "X"
        return field

    assert sea.judge(lambda _seed: cheating, range(5)) == sea.judge(
        lambda _seed: sea.enumerating, range(5)
    )


def test_known_players_find_what_they_should():
    """In random order a share of about 25 / 48 is found before the 25th miss; hunting finds more than 80 %."""
    order, chance = (sea.judge(p, range(100)) for p in (lambda _: sea.enumerating, sea.guessing))
    hunting = sea.judge(lambda _seed: sea.hunting, range(20))
    assert order.fair == chance.fair == hunting.fair == 1
    assert 0.45 < order.found < 0.6
    assert 0.45 < chance.found < 0.6
    assert hunting.found > 0.8
    assert hunting.early > 0.4
