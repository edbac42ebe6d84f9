"""A robot's arm of Meta-World in words and lists: 10 moves an episode, and what may be said of each.

The form is that of LLF-Bench: an action is a displacement of the hand in metres and the effort of the gripper, carried
out by a P-controller; feedback is a reward, hindsight on the last move, or advice for the next one.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from worlds import advice, experts

TASKS = ("reach", "push", "pick-place")
STEPS = 10
SIMULATED = 20
"""Simulator steps of one move, at most."""

CLOSE = 1e-4
"""Metres from where a move should end, at which it is over."""

_GAIN = 10.0
_LOWEST, _HIGHEST = (-0.5, 0.4, 0.05), (0.5, 1.0, 0.5)
"""Where the hand can go."""

INSTRUCTIONS = {
    "reach": "The goal of the task is to move the hand to the goal position.",
    "push": "The goal of the task is to push a puck to a goal position.",
    "pick-place": "The goal of the task is to pick up a puck and put it to a goal position.",
}

Observation = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Seen:
    """What is told after a move."""

    observation: Observation
    feedback: str
    reward: float
    success: bool


class Robot:
    """One initial condition of a task: the same seed gives the same one. `kinds`: of feedback, see `advice.KINDS`."""

    def __init__(self, task: str, seed: int, kinds: Sequence[str] = advice.KINDS) -> None:
        import metaworld

        make: Mapping[str, Any] = metaworld.ALL_V3_ENVIRONMENTS_GOAL_OBSERVABLE
        self._world = make[f"{task}-v3-goal-observable"](seed=seed)
        self._expert = experts.CONTROLLERS[task]
        self._speech = advice.Speech(kinds, random.Random(seed))
        self.seconds, self.total = 0.0, 0.0
        raw, _ = self._world.reset()
        self.seen = Seen(_readable(raw), INSTRUCTIONS[task], 0.0, success=False)

    def close(self) -> None:
        """Give back what the simulator holds."""
        self._world.close()

    def step(self, action: Sequence[float]) -> Seen:
        """Move the hand by action[:3] metres, with the gripper's effort action[3]: 1 closes, -1 opens.

        Raises TypeError or ValueError for what is no action.
        """
        displacement, effort = _checked(action)
        before = self.seen.observation
        wanted = [
            min(max(h + d, low), high)
            for h, d, low, high in zip(
                before["hand_pos"], displacement, _LOWEST, _HIGHEST, strict=True
            )
        ]
        began = time.perf_counter()
        reward, success, now = 0.0, self.seen.success, before
        for _ in range(SIMULATED):
            off = [w - h for w, h in zip(wanted, now["hand_pos"], strict=True)]
            move = [min(max(_GAIN * o, -1.0), 1.0) for o in off]
            raw, reward, _, _, info = self._world.step(_vector([*move, effort]))
            now, success = _readable(raw), success or bool(info["success"])
            if max(abs(w - h) for w, h in zip(wanted, now["hand_pos"], strict=True)) < CLOSE:
                break
        self.seconds += time.perf_counter() - began
        move = [*displacement, effort]
        said = advice.said(self._expert, before, now, move, float(reward), self._speech)
        self.total += float(reward)
        self.seen = Seen(now, said, float(reward), success)
        return self.seen


def _checked(action: Sequence[float]) -> tuple[list[float], float]:
    try:
        numbers = [float(x) for x in action]
    except TypeError as error:
        raise TypeError(f"an action is four numbers, not {action!r:.80}") from error
    if len(numbers) != 4 or not all(abs(x) < 1e6 for x in numbers):
        raise ValueError(f"an action is four numbers [dx, dy, dz, effort], not {action!r:.80}")
    return numbers[:3], min(max(numbers[3], -1.0), 1.0)


def _vector(numbers: Sequence[float]) -> Any:
    import numpy as np

    return np.array(numbers, dtype=np.float32)


def _readable(raw: Any) -> Observation:
    """Return what Meta-World's 39 numbers mean, in metres; of the gripper 1 is open, 0 closed."""

    def rounded(values: Any) -> list[float]:
        return [round(float(v), 4) for v in values]

    return {
        "hand_pos": rounded(raw[0:3]),
        "gripper_open": rounded(raw[3:4]),
        "puck_pos": rounded(raw[4:7]),
        "goal_pos": rounded(raw[36:39]),
    }


@dataclass(frozen=True, slots=True)
class Episode:
    """What came of an episode."""

    success: bool
    reward: float
    seconds: float


def play(task: str, controller: Any, seed: int) -> Episode:
    """Let a controller move the robot from one initial condition; an exception of its own ends the episode."""
    with closing(Robot(task, seed, kinds=())) as robot:
        for _ in range(STEPS):
            try:
                robot.step(controller(robot.seen.observation))
            except Exception:  # noqa: BLE001  # a controller may be anybody's code
                break
            if robot.seen.success:
                break
        return Episode(robot.seen.success, robot.total, robot.seconds)
