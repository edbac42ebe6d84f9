"""What is said of a move of the robot, in words: reward, hindsight, and advice, each in several ways."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from worlds.experts import Controller, Observation

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


def said(
    expert: Controller,
    before: Observation,
    now: Observation,
    action: Sequence[float],
    reward: float,
    speech: Speech,
) -> str:
    """Return what is said of the move from `before` to `now`, judged by what an expert would have done."""
    advised, following = expert(before), expert(now)
    goal = _ahead(before, advised)
    nearer = math.dist(now["hand_pos"], goal) < max(math.dist(before["hand_pos"], goal), _NEAR)
    alike = (action[3] > 0) == (advised[3] > 0)
    sentences = [
        speech.of("reward", _REWARD, reward=reward),
        speech.hindsight(_TOWARDS if nearer else _AWAY, right=nearer, goal=_told(goal)),
        speech.hindsight(
            _GRIPPER_RIGHT if alike else _GRIPPER_WRONG, right=alike, verb=_verb(action[3])
        ),
        speech.of(
            "future_positive",
            _NEXT,
            goal=_told(_ahead(now, following)),
            verb=_verb(following[3]),
        ),
    ]
    return " ".join(filter(None, sentences))


@dataclass(frozen=True, slots=True)
class Speech:
    """Which kinds of feedback are given; how each is put is drawn."""

    kinds: Sequence[str]
    chance: random.Random

    def of(self, kind: str, ways: Sequence[str], **words: str | float) -> str:
        """Return a sentence, or "" where its kind is not given."""
        return self.chance.choice(ways).format(**words) if kind in self.kinds else ""

    def hindsight(self, ways: Sequence[str], *, right: bool, **words: str) -> str:
        """Return praise or blame."""
        return self.of(f"hindsight_{'positive' if right else 'negative'}", ways, **words)


def _ahead(seen: Observation, action: Sequence[float]) -> list[float]:
    """Return where the hand is to be after an action."""
    return [h + d for h, d in zip(seen["hand_pos"], action[:3], strict=True)]


def _told(place: Sequence[float]) -> str:
    return f"({', '.join(f'{x:.2f}' for x in place)})"


def _verb(effort: float) -> str:
    return "close" if effort > 0 else "open"
