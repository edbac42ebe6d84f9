"""What is said of a move of the robot, in words: reward, hindsight, and advice, each in several ways."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence

from worlds import experts

KINDS = ("reward", "hindsight_positive", "hindsight_negative", "future_positive")

_NEAR = 0.02
"""Metres: of an advised move that was made."""

_REWARD = (
    "The reward of this move is {reward:.2f}.",
    "You got {reward:.2f} for that.",
    "That move earned {reward:.2f}.",
)
_TOWARDS = (
    "You moved the hand towards where it should go, {goal}.",
    "Good: the hand came nearer to {goal}.",
    "That was the right direction: {goal} is nearer now.",
)
_AWAY = (
    "You moved the hand away from where it should have gone, {goal}.",
    "Not good: the hand is no nearer to {goal}.",
    "That was the wrong direction: the hand should have gone to {goal}.",
)
_GRIPPER_RIGHT = ("It was right to {verb} the gripper.",)
_GRIPPER_WRONG = ("You should not have tried to {verb} the gripper.",)
_NEXT = (
    "Next, move the hand to {goal} and {verb} the gripper.",
    "Now the hand should go to {goal}, and the gripper should {verb}.",
    "I would go to {goal} with the next move and {verb} the gripper.",
)

Observation = Mapping[str, Sequence[float]]


def said(  # noqa: PLR0913  # what there is to judge by
    task: str,
    before: Observation,
    now: Observation,
    action: Sequence[float],
    reward: float,
    kinds: Sequence[str],
    chance: random.Random,
) -> str:
    """Return sentences of these kinds on the move from `before` to `now`; how they are put is drawn."""
    expert = experts.CONTROLLERS[task]
    parts = []
    if "reward" in kinds:
        parts.append(chance.choice(_REWARD).format(reward=reward))
    advised = expert(before)
    goal = _ahead(before, advised)
    nearer = math.dist(now["hand_pos"], goal) < max(math.dist(before["hand_pos"], goal), _NEAR)
    alike = (action[3] > 0) == (advised[3] > 0)
    positive, negative = "hindsight_positive" in kinds, "hindsight_negative" in kinds
    parts += _hindsight(nearer, positive, negative, _TOWARDS, _AWAY, chance, goal=_told(goal))
    parts += _hindsight(
        alike, positive, negative, _GRIPPER_RIGHT, _GRIPPER_WRONG, chance, verb=_verb(action[3])
    )
    if "future_positive" in kinds:
        following = expert(now)
        words = {"goal": _told(_ahead(now, following)), "verb": _verb(following[3])}
        parts.append(chance.choice(_NEXT).format(**words))
    return " ".join(parts)


def _hindsight(  # noqa: PLR0913  # what was right, and how it is said
    right: bool,
    positive: bool,
    negative: bool,
    praise: Sequence[str],
    blame: Sequence[str],
    chance: random.Random,
    **words: str,
) -> list[str]:
    if right:
        return [chance.choice(praise).format(**words)] if positive else []
    return [chance.choice(blame).format(**words)] if negative else []


def _ahead(seen: Observation, action: Sequence[float]) -> list[float]:
    """Return where the hand is to be after an action."""
    return [h + d for h, d in zip(seen["hand_pos"], action[:3], strict=True)]


def _told(place: Sequence[float]) -> str:
    return f"({', '.join(f'{x:.2f}' for x in place)})"


def _verb(effort: float) -> str:
    return "close" if effort > 0 else "open"
