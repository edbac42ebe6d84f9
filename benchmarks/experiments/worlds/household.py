"""A household of five rooms in which two agents bring things to where they belong; they see only the room they are in.

The floor is a grid of 11 by 7 fields, a hall in the middle. Each step both agents do one thing: go a field towards a
place, open a container, take a thing that is beside them, or put it down. A hand holds one thing.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Field = tuple[int, int]

ROOMS: Mapping[str, tuple[Field, Field]] = {
    "kitchen": ((0, 0), (4, 2)),
    "bathroom": ((6, 0), (10, 2)),
    "hall": ((0, 3), (10, 3)),
    "bedroom": ((0, 4), (4, 6)),
    "livingroom": ((6, 4), (10, 6)),
}
"""Corners, as (column, row)."""

GRID = tuple(
    (column, row)
    for (left, top), (right, bottom) in ROOMS.values()
    for row in range(top, bottom + 1)
    for column in range(left, right + 1)
)
"""All fields."""

DOORS: Mapping[str, Field] = {
    "kitchen": (2, 2),
    "bathroom": (8, 2),
    "bedroom": (2, 4),
    "livingroom": (8, 4),
}
"""The one field of each room that is beside the hall."""

CONTAINERS: Mapping[str, Field] = {
    "fridge": (0, 0),
    "cupboard": (4, 0),
    "cabinet": (10, 0),
    "wardrobe": (0, 6),
}
"""What has to be opened before one can see into it."""

PLACES: Mapping[str, Field] = {
    **CONTAINERS,
    "stove": (2, 0),
    "basin": (6, 0),
    "bed": (4, 6),
    "table": (7, 6),
    "sofa": (10, 6),
}
THINGS = ("plate", "fork", "cup", "apple", "book", "towel")
AGENTS = ("ann", "ben")
STEPS = 200
REWARD = 1.0
"""For each thing that is brought to where it belongs; each step costs `COST`."""

COST = 0.01


def room_of(spot: Field) -> str:
    """Return the room that a field is in."""
    column, row = spot
    for name, ((left, top), (right, bottom)) in ROOMS.items():
        if left <= column <= right and top <= row <= bottom:
            return name
    raise ValueError(f"{spot} is in no room")


def towards(here: Field, there: Field) -> Field:
    """Return the next field of a shortest way; between rooms it leads through their doors and the hall."""
    if here == there:
        return here
    room, other = room_of(here), room_of(there)
    if room not in (other, "hall"):
        door = DOORS[room]
        there = (door[0], 3) if here == door else door
    elif room != other:
        door = DOORS[other]
        there = door if here[0] == door[0] else (door[0], 3)
    column, row = here
    if column != there[0]:
        return column + (1 if there[0] > column else -1), row
    return column, row + (1 if there[1] > row else -1)


@dataclass(frozen=True, slots=True)
class View:
    """What an agent sees. `places`: of its room; `things`: that are there, and where; `closed`: containers there.

    `wanted`: for each thing that is not yet where it belongs, where that is.
    """

    agent: str
    room: str
    spot: Field
    holds: str | None
    places: tuple[str, ...]
    things: Mapping[str, str]
    closed: tuple[str, ...]
    wanted: Mapping[str, str]


@dataclass(slots=True)
class _Agent:
    spot: Field
    holds: str | None = None


@dataclass(eq=False)
class Household:
    """A home; the same seed puts the same things in the same places."""

    seed: int
    steps: int = 0
    opened: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        chance = random.Random(self.seed)
        self.goals = {thing: chance.choice(("table", "fridge", "wardrobe")) for thing in THINGS}
        self.where: dict[str, str | None] = {
            thing: chance.choice([p for p in PLACES if p != goal])
            for thing, goal in self.goals.items()
        }
        self._agents = {name: _Agent((5 + n, 3)) for n, name in enumerate(AGENTS)}

    @property
    def wanted(self) -> dict[str, str]:
        """Return what is not yet where it belongs, and where that is."""
        return {t: goal for t, goal in self.goals.items() if self.where[t] != goal}

    @property
    def over(self) -> bool:
        """Is everything where it belongs, or has it taken too long?"""
        return not self.wanted or self.steps >= STEPS

    @property
    def reward(self) -> float:
        """The return of both together."""
        return REWARD * (len(self.goals) - len(self.wanted)) - COST * self.steps

    def view(self, name: str) -> View:
        """Return what an agent sees."""
        agent = self._agents[name]
        room = room_of(agent.spot)
        here = tuple(place for place, spot in PLACES.items() if room_of(spot) == room)
        closed = tuple(p for p in here if p in CONTAINERS and p not in self.opened)
        things = {t: p for t, p in self.where.items() if p in here and p not in closed}
        return View(name, room, agent.spot, agent.holds, here, things, closed, self.wanted)

    def step(self, actions: Mapping[str, Sequence[str]]) -> dict[str, str]:
        """Let both agents do one thing, one after the other, and return what came of each.

        Actions are ("go", room or place), ("open", container), ("take", thing), ("put", place) and ("wait",).
        """
        self.steps += 1
        return {
            name: self._act(self._agents[name], actions.get(name, ("wait",))) for name in AGENTS
        }

    def _act(self, agent: _Agent, action: Sequence[str]) -> str:
        match tuple(action):
            case ("wait",):
                return "waits"
            case ("go", target) if target in PLACES or target in DOORS:
                agent.spot = towards(agent.spot, PLACES.get(target) or DOORS[target])
                return f"goes towards {target}"
            case ("open", place) if place in CONTAINERS and agent.spot == PLACES[place]:
                self.opened.add(place)
                return f"opens {place}"
            case ("take", thing) if self._in_reach(agent, thing):
                agent.holds, self.where[thing] = thing, None
                return f"takes {thing}"
            case ("put", place) if agent.holds and self._is_open_at(agent, place):
                thing, agent.holds = agent.holds, None
                self.where[thing] = place
                return f"puts {thing} to {place}"
        return f"cannot {' '.join(map(str, action))}"

    def _in_reach(self, agent: _Agent, thing: str) -> bool:
        place = self.where.get(thing)
        return agent.holds is None and place is not None and self._is_open_at(agent, place)

    def _is_open_at(self, agent: _Agent, place: str) -> bool:
        closed = place in CONTAINERS and place not in self.opened
        return PLACES.get(place) == agent.spot and not closed
