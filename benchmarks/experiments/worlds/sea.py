"""Battleship on 8 by 8 fields: five hidden ships, shots, and players that need not learn.

A game has 25 turns; a shot that hits gives another one, so a turn ends with a miss. Ships lie in a row or column, may
touch and never overlap. A shot that is not allowed raises and ends the game.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from statistics import fmean

SIZE = 8
SHIPS = (5, 4, 3, 3, 2)
FIELDS = sum(SHIPS)
TURNS = 25
UNKNOWN, HIT, MISS = ".", "X", "o"

Field = tuple[int, int]
Seen = list[list[str]]
Player = Callable[[Seen], Field]


class Sea:
    """Where the ships are, and what the player has seen of it; the same seed gives the same sea."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)
        self.ships: set[Field] = set()
        for length in SHIPS:
            self.ships |= self._place(chance, length)
        self.seen: Seen = [[UNKNOWN] * SIZE for _ in range(SIZE)]
        self.turns = 0
        self.shots: list[bool] = []

    def _place(self, chance: random.Random, length: int) -> set[Field]:
        while True:
            line, start = chance.randrange(SIZE), chance.randrange(SIZE - length + 1)
            fields = {(line, start + n) for n in range(length)}
            if chance.random() < 0.5:
                fields = {(column, row) for row, column in fields}
            if not fields & self.ships:
                return fields

    @property
    def over(self) -> bool:
        """Are the turns used up, or all ships sunk?"""
        return self.turns >= TURNS or sum(self.shots) == FIELDS

    def shoot(self, field: Field) -> bool:
        """Return whether a ship was hit. Raises TypeError or ValueError for what is no field to shoot at."""
        if not (isinstance(field, tuple | list) and len(field) == 2):
            raise TypeError(f"a shot is (row, column), not {field!r:.80}")
        row, column = field
        if not (row in range(SIZE) and column in range(SIZE)):
            raise ValueError(
                f"{row, column} is not on the board: rows and columns go from 0 to {SIZE - 1}"
            )
        if self.seen[row][column] != UNKNOWN:
            raise ValueError(f"{row, column} was shot at before: seen[row][column] is not '.'")
        hit = (row, column) in self.ships
        self.seen[row][column] = HIT if hit else MISS
        self.shots.append(hit)
        self.turns += not hit
        return hit


@dataclass(frozen=True, slots=True)
class Played:
    """What came of some games, as means over them.

    `found`: share of the ships' fields that were hit. `sunk`: share of games in which all were. `early`: hits among the
    first 25 shots, for each of these shots. `fair`: share of games without a shot that is not allowed.
    """

    found: float
    sunk: float
    early: float
    fair: float


def play(player: Player, seed: int) -> tuple[Sea, bool]:
    """Return a sea as it is after the game, and whether all shots were allowed."""
    sea = Sea(seed)
    while not sea.over:
        try:
            sea.shoot(player([row.copy() for row in sea.seen]))
        except Exception:  # noqa: BLE001  # a player may be anybody's code
            return sea, False
    return sea, True


def judge(make: Callable[[int], Player], seeds: Iterable[int]) -> Played:
    """Let a player, made for each game from its seed, play games."""
    games = [play(make(seed), seed) for seed in seeds]
    hits = [sum(sea.shots) for sea, _ in games]
    return Played(
        found=fmean(h / FIELDS for h in hits),
        sunk=fmean(h == FIELDS for h in hits),
        early=fmean(sum(sea.shots[:TURNS]) / TURNS for sea, _ in games),
        fair=fmean(fair for _, fair in games),
    )


# ---------------------------------------------------------------------- players that need not learn


def unknown(seen: Seen) -> list[Field]:
    """Return the fields that were not shot at, row by row."""
    return [(r, c) for r in range(SIZE) for c in range(SIZE) if seen[r][c] == UNKNOWN]


def enumerating(seen: Seen) -> Field:
    """Shoot at one field after the other."""
    return unknown(seen)[0]


def guessing(seed: int) -> Player:
    """Return a player that shoots anywhere."""
    chance = random.Random(seed + 1_000_000)  # not the numbers that placed the ships
    return lambda seen: chance.choice(unknown(seen))


def _placements() -> Iterator[list[Field]]:
    for length in SHIPS:
        for line in range(SIZE):
            for start in range(SIZE - length + 1):
                lying = [(line, start + n) for n in range(length)]
                yield from (lying, [(column, row) for row, column in lying])


PLACEMENTS = list(_placements())
"""The fields of each way in which each ship can lie."""


def hunting(seen: Seen) -> Field:
    """Hunt and target: shoot where most ships can still lie; those through fields that were hit count more by far."""
    weights = dict.fromkeys(unknown(seen), 0)
    for ship in PLACEMENTS:
        marks = [seen[row][column] for row, column in ship]
        if MISS in marks:
            continue
        weight = 10 ** marks.count(HIT)
        for field in ship:
            if field in weights:
                weights[field] += weight
    return max(weights, key=weights.__getitem__)
