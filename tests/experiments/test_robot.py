"""The robot's arm: determinism, what is an action, known controllers, and what is said of moves."""

import random
import sys
from contextlib import closing
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "experiments"))

from worlds import advice, experts
from worlds.robot import STEPS, TASKS, Robot, play

pytestmark = pytest.mark.filterwarnings("ignore")  # of what Meta-World brings
SEEN = {
    "hand_pos": [0.0, 0.6, 0.2],
    "gripper_open": [1.0],
    "puck_pos": [0.05, 0.65, 0.02],
    "goal_pos": [0.1, 0.8, 0.2],
}


@pytest.fixture(scope="module")
def _metaworld():
    pytest.importorskip("metaworld")


def zeros(seen):
    return [0.0, 0.0, 0.0, 0.0]


@pytest.mark.usefixtures("_metaworld")
@pytest.mark.parametrize("task", TASKS)
def test_the_controller_by_hand_does_the_task_and_zeros_do_not(task):
    by_hand = [play(task, experts.CONTROLLERS[task], seed) for seed in range(1000, 1005)]
    assert sum(episode.success for episode in by_hand) >= 4
    assert not play(task, zeros, 1000).success


@pytest.mark.usefixtures("_metaworld")
def test_a_seed_gives_one_episode():
    told = []
    for seed in (7, 7, 8):
        with closing(Robot("push", seed)) as robot:
            moves = [robot.step(experts.carry(robot.seen.observation)) for _ in range(2)]
        told.append(moves)
    assert told[0] == told[1] != told[2]


@pytest.mark.usefixtures("_metaworld")
def test_the_hand_goes_where_it_is_sent_and_not_further_than_20_simulated_steps_reach():
    with closing(Robot("reach", 3)) as robot:
        start = robot.seen.observation["hand_pos"]
        near = robot.step([0.05, 0.0, 0.0, 0.0]).observation["hand_pos"]
        assert near[0] - start[0] == pytest.approx(0.05, abs=0.01)
        far = robot.step([10.0, 0.0, 0.0, 0.0]).observation["hand_pos"]
        assert far[0] - near[0] < 0.25


@pytest.mark.usefixtures("_metaworld")
@pytest.mark.parametrize("action", [None, 3, [1, 2, 3], [0, 0, 0, float("nan")]])
def test_what_is_no_action_is_refused(action):
    with (
        closing(Robot("reach", 3)) as robot,
        pytest.raises((TypeError, ValueError), match="four numbers"),
    ):
        robot.step(action)


@pytest.mark.usefixtures("_metaworld")
def test_a_controller_that_raises_ends_its_episode():
    def failing(seen):
        raise KeyError("hand")

    assert play("reach", failing, 1).reward == 0.0


def said(now, action, kinds, seed=0):
    return advice.said(
        experts.reach, SEEN, now, action, 1.5, advice.Speech(kinds, random.Random(seed))
    )


def test_each_kind_of_feedback_is_given_alone_and_nothing_without_a_kind():
    nearer, away = ({**SEEN, "hand_pos": [x, y, 0.2]} for x, y in ((0.05, 0.7), (-0.3, 0.5)))
    right, wrong = [0.1, 0.2, 0.0, -1.0], [-0.3, -0.1, 0.0, 1.0]
    assert said(nearer, right, ()) == ""
    assert "1.50" in said(nearer, right, ("reward",))
    assert "(0.10, 0.80, 0.20)" in said(nearer, right, ("hindsight_positive",))
    assert said(nearer, right, ("hindsight_negative",)) == ""
    assert said(away, wrong, ("hindsight_positive",)) == ""
    assert "close the gripper" in said(away, wrong, ("hindsight_negative",))
    assert "(0.10, 0.80, 0.20)" in said(away, wrong, ("future_positive",))


def test_feedback_is_put_in_several_ways_that_a_seed_decides():
    ways = {said(SEEN, [0, 0, 0, 0], ("reward",), seed) for seed in range(20)}
    assert len(ways) > 1
    assert said(SEEN, [0, 0, 0, 0], ("reward",), 5) == said(SEEN, [0, 0, 0, 0], ("reward",), 5)


def test_an_episode_has_ten_moves():
    assert STEPS == 10
