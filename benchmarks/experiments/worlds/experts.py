"""Controllers of the robot that are written by hand; their constants are arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

Observation = Mapping[str, Sequence[float]]
Controller = Callable[[Observation], list[float]]

_ON_TABLE = 0.04
"""Metres: a puck below lies on the table."""


def reach(seen: Observation, *, gain: float = 1.0, effort: float = -1.0) -> list[float]:
    """Move a share of the way to the goal."""
    return [*(gain * d for d in _from_hand(seen, seen["goal_pos"])), effort]


def carry(  # noqa: PLR0913  # the constants are what is tuned
    seen: Observation,
    *,
    near: float = 0.02,
    above: float = 0.1,
    grip: float = 0.03,
    press: float = 0.02,
    closed: float = 0.75,
    effort: float = 1.0,
) -> list[float]:
    """Go `above` the puck until the hand is `near` it, down to its height plus `grip`, close, and take it to the goal.

    All in metres but `effort`, of the gripper, and `closed`, how open it may be when it holds the puck. While it closes,
    the hand goes down by `press`: a hand that has nowhere to go ends its move at once.
    """
    hand, puck = seen["hand_pos"], seen["puck_pos"]
    if max(abs(h - p) for h, p in zip(hand[:2], puck[:2], strict=True)) > near:
        return [*_from_hand(seen, puck, above), -1.0]
    if hand[2] - puck[2] > grip + near and puck[2] < _ON_TABLE:
        return [*_from_hand(seen, puck, grip), -1.0]
    if seen["gripper_open"][0] > closed:
        return [0.0, 0.0, -press, effort]
    return [*_from_hand(seen, seen["goal_pos"]), effort]


def _from_hand(seen: Observation, place: Sequence[float], above: float = 0.0) -> list[float]:
    dx, dy, dz = (p - h for p, h in zip(place, seen["hand_pos"], strict=True))
    return [dx, dy, dz + above]


CONTROLLERS: Mapping[str, Controller] = {"reach": reach, "push": carry, "pick-place": carry}
