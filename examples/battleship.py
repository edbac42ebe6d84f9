"""A player of Battleship whose two functions are written by a model, and scored on games it has not seen.

The board has 8 by 8 fields and five ships, which do not overlap; a shot says whether it hit. A player sees what was shot
at, and has 25 shots. `TRACER_MODEL=provider/model python examples/battleship.py` asks a model, which needs
`pip install 'spangrad[llm]'`.
"""

import random
from collections.abc import Callable, Iterable
from statistics import mean
from typing import Any

from optimizers import LLM, OptoPrime
from tracer import Feedback, diff, model, parameters, record, trace

SIZE = 8
SHIPS = (5, 4, 3, 3, 2)
SHOTS = 25
UNKNOWN, HIT, MISS = ".", "X", "o"

Field = tuple[int, int]
Seen = list[list[str]]


class Sea:
    """Where the ships are, and what the player has seen of it."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._ships: set[Field] = set()
        for length in SHIPS:
            self._ships |= self._place(length)
        self.seen: Seen = [[UNKNOWN] * SIZE for _ in range(SIZE)]

    def _place(self, length: int) -> set[Field]:
        """Return fields in a line where no ship is yet."""
        while True:
            row, column = self._random.randrange(SIZE), self._random.randrange(SIZE - length + 1)
            fields = {(row, column + n) for n in range(length)}
            if self._random.random() < 0.5:
                fields = {(c, r) for r, c in fields}
            if not fields & self._ships:
                return fields

    def shoot(self, field: Field) -> bool:
        """Return whether a ship was hit. Raises ValueError for a field that is not there or was shot at before."""
        row, column = field
        if not (0 <= row < SIZE and 0 <= column < SIZE):
            raise ValueError(
                f"{field} is not on the board: rows and columns go from 0 to {SIZE - 1}"
            )
        if self.seen[row][column] != UNKNOWN:
            raise ValueError(f"{field} was shot at before: seen[row][column] is not {UNKNOWN!r}")
        hit = field in self._ships
        self.seen[row][column] = HIT if hit else MISS
        return hit


@model
class Player:
    """Thinks, then shoots."""

    def __call__(self, seen: Seen) -> Field:
        """Return the field to shoot at."""
        return self.act(seen, self.reason(seen))

    @trace(
        trainable=True,
        description="fields that are worth a shot, as (row, column); 'X' in seen is a hit, 'o' a miss",
    )
    def reason(self, seen: Seen) -> list[Field]:
        """Return fields in the order in which they should be tried."""
        return []

    @trace(trainable=True, description="the field to shoot at, given what reason says")
    def act(self, seen: Seen, fields: list[Field]) -> Field:
        """Return one field that was not shot at yet."""
        return (0, 0)


def play(player: Player, seed: int, shots: int = SHOTS) -> float:
    """Return which share of the shots hit; a shot that is not allowed ends the game."""
    sea, hits = Sea(seed), 0
    for _ in range(shots):
        try:
            hits += sea.shoot(player(sea.seen))
        except ValueError:
            break
    return hits / shots


def score(player: Player, seeds: Iterable[int]) -> float:
    """Return the mean over games."""
    return mean(play(player, seed) for seed in seeds)


def learn(player: Player, llm: Callable[..., Any] | LLM, games: Iterable[int]) -> None:
    """Play; after each game that was not allowed, or in which most shots missed, take one step."""
    optimizer = OptoPrime(
        parameters(player),
        llm=llm,
        isolation="none",
        objective="Hit as many ships as possible with few shots. Shots that are not allowed end the game.",
    )
    for seed in games:
        sea, hits, shots = Sea(seed), 0, 0
        said = ""
        while not said and shots < SHOTS:
            with record() as run:
                field = player(sea.seen)
            try:
                hits += sea.shoot(field)
            except ValueError as error:
                said = f"not allowed: {error}"
            shots += 1
        said = said or f"allowed; {hits} of {shots} shots hit"
        optimizer.zero_feedback()
        optimizer.backward(run, Feedback(hits / SHOTS, said))
        optimizer.step()


def main() -> None:
    """Learn on some games, score on others, show the change."""
    player, held_out = Player(), range(1000, 1100)
    print(f"before: {score(player, held_out):.3f} of the shots hit")
    learn(player, LLM(), range(10))
    print(f"after: {score(player, held_out):.3f} of the shots hit")
    print(diff(parameters(player)))


if __name__ == "__main__":
    main()
