"""The household: determinism, ways through doors, and what agents can do and see."""

import itertools
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "experiments"))

from worlds.household import CONTAINERS, GRID, PLACES, STEPS, THINGS, Household, room_of, towards

SEEDS = st.integers(0, 10**9)
FIELDS = st.sampled_from(GRID)


@given(FIELDS, FIELDS)
def test_ways_lead_through_rooms_field_by_field(here, there):
    way = [here]
    while way[-1] != there:
        way.append(towards(way[-1], there))
        assert sum(abs(a - b) for a, b in zip(way[-1], way[-2], strict=True)) == 1
        assert way[-1] in GRID
        assert len(way) < 40
    rooms = [room_of(field) for field in way]
    assert all("hall" in {a, b} for a, b in itertools.pairwise(rooms) if a != b)


@given(SEEDS)
def test_a_seed_gives_one_home_in_which_nothing_is_done_yet(seed):
    home, again = Household(seed), Household(seed)
    assert (home.where, home.goals) == (again.where, again.goals)
    assert set(home.wanted) == set(THINGS)
    assert home.reward == 0


def everything(home):
    """Bring all things by one agent that knows where they are; return what it did."""
    done = []

    def act(*action):
        done.append(home.step({"ann": action})["ann"])

    def go(place):
        while home.view("ann").spot != PLACES[place]:
            act("go", place)
        if place in home.view("ann").closed:
            act("open", place)

    for thing, goal in home.goals.items():
        go(home.where[thing])
        act("take", thing)
        go(goal)
        act("put", goal)
    return done


@given(SEEDS)
def test_all_can_be_brought_and_each_thing_is_rewarded(seed):
    home = Household(seed)
    done = everything(home)
    assert not [what for what in done if what.startswith("cannot")]
    assert home.over
    assert not home.wanted
    assert home.reward == pytest.approx(len(THINGS) - 0.01 * home.steps)


def test_only_the_room_is_seen_and_nothing_in_what_is_closed():
    home = Household(1)
    view = home.view("ann")
    assert view.room == "hall"
    assert not view.things
    while view.room != "kitchen":
        home.step({"ann": ("go", "kitchen")})
        view = home.view("ann")
    assert set(view.closed) == {"fridge", "cupboard"}
    assert not [place for place in view.things.values() if place in CONTAINERS]


@pytest.mark.parametrize(
    "action", [("go", "garden"), ("open", "fridge"), ("take", "plate"), ("put", "bed"), ("sing",)]
)
def test_what_cannot_be_done_here_changes_nothing(action):
    home = Household(1)
    before = home.where.copy()
    assert home.step({"ann": action})["ann"] == f"cannot {' '.join(action)}"
    assert home.where == before


def test_it_ends_after_its_steps():
    home = Household(1)
    while not home.over:
        home.step({})
    assert home.steps == STEPS
