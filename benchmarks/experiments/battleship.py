"""Battleship: a player of two empty functions is written shot by shot, and tested on seas it has not seen."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from harness import Arm, Experiment, Outcome, Run, Table
from worlds import sea
from worlds.patience import patience

from optimizers import OPRO, Budget, Optimizer, OptoPrime
from tracer import Feedback, model, parameters, record, trace

THINKING = 1.0
"""Seconds that a shot may be thought about."""

OBJECTIVE = (
    "Write a player that hits all ships in few shots, on any board. The board has 8 by 8 fields and five ships, of "
    "lengths 5, 4, 3, 3 and 2, which lie in a row or a column. A hit is rewarded with 1, a miss with 0."
)


@model
class Player:
    """Thinks, then shoots."""

    def __call__(self, seen: sea.Seen) -> sea.Field:
        """Return the field to shoot at."""
        return self.act(seen, self.reason(seen))

    @trace(
        trainable=True,
        description="what the board tells, for act to use; seen[row][column] is 'X' for a hit, 'o' for a miss, '.' else",
    )
    def reason(self, seen: sea.Seen) -> Any:
        """Return what act should know."""
        return None

    @trace(trainable=True, description="the field to shoot at, where seen[row][column] is '.'")
    def act(self, seen: sea.Seen, plan: Any) -> sea.Field:
        """Return (row, column), both from 0 to 7."""
        return None


def held_out(run: Run) -> range:
    """Return the seeds of the seas that players are tested on."""
    return range(1000, 1010) if run.smoke else range(1000, 1100)


def test(run: Run, make: Callable[[int], sea.Player]) -> float:
    """Return which share of the ships' fields the player finds on seas it has not seen."""
    with run.program():
        played = sea.judge(make, held_out(run))
    run.note(**asdict(played))
    return played.found


def baseline(make: Callable[[int], sea.Player]) -> Callable[[Run], None]:
    """Return the arm of a player that need not learn."""
    return lambda run: run.evaluated(test(run, make))


def guessing(run: Run) -> None:
    """Test the player that shoots anywhere, elsewhere with each seed."""
    run.evaluated(test(run, lambda seed: sea.guessing(seed + 10_000 * run.seed)))


def learn(run: Run, player: Player, optimizer: Optimizer) -> None:
    """Shoot at one sea after the other; after each shot take a step, and test the player where it was changed."""
    os.chdir(os.path.dirname(__file__))  # prompts name files as they are from here

    def patient(seen: sea.Seen) -> sea.Field:
        with patience(THINKING):
            return player(seen)

    training, found = sea.Sea(run.seed), test(run, lambda _seed: patient)
    run.point(found)
    seas = 1
    while run.goes_on():
        with run.program(), record() as recording:
            said = shot(training, patient)
        optimizer.zero_feedback()
        optimizer.backward(recording, said)
        if optimizer.step().applied:
            found = test(run, lambda _seed: patient)
        run.evaluated(found)
        if training.over:
            training, seas = sea.Sea(run.seed + 100 * seas), seas + 1
    run.note(learned={p.name: p.value for p in optimizer.parameters})


def shot(training: sea.Sea, player: sea.Player) -> Feedback:
    """Let the player shoot, and return its reward, or what went wrong."""
    try:
        reward = float(training.shoot(player([row.copy() for row in training.seen])))
    except Exception as error:  # noqa: BLE001  # whatever a model wrote
        return Feedback(0.0, f"{type(error).__name__}: {error}")
    return Feedback(reward, f"Got {reward:g} reward.")


def optoprime(run: Run) -> None:
    """The code and its values are shown; no memory, as in the original."""
    player = Player()
    options = {"objective": OBJECTIVE, "isolation": "none", "memory": 0}
    learn(run, player, OptoPrime(parameters(player), llm=run.llm(), **options))


def opro(run: Run) -> None:
    """Past players with their rewards are shown."""
    player = Player()
    options = {"objective": OBJECTIVE, "isolation": "none"}
    learn(run, player, OPRO(parameters(player), llm=run.llm(), **options))


def tables(outcomes: Sequence[Outcome]) -> list[Table]:
    """Return what else is known of the last player of each arm."""
    head = [
        "arm",
        "seed",
        "fields found",
        "all sunk",
        "hits a shot, first 25",
        "games without a fault",
    ]
    rows = [
        [o.arm, o.seed, *(o.facts[name] for name in ("found", "sunk", "early", "fair"))]
        for o in outcomes
        if "found" in o.facts
    ]
    note = "Means over the boards held out. The hits among the first 25 shots are what Trace's figure shows."
    return [Table("The last players", note, [head, *rows])]


EXPERIMENT = Experiment(
    name="battleship",
    title="Battleship",
    about=(
        "8 by 8 fields, five ships, 25 turns; a hit gives another shot. `reason` and `act` start empty; one recorded shot "
        "and one step at a time, each player tested on 100 boards it has not seen."
    ),
    score="share of the ships' fields that are found",
    arms={
        "enumeration": Arm(
            baseline(lambda _seed: sea.enumerating), about="row by row", optimizer=""
        ),
        "random": Arm(guessing, about="anywhere", optimizer=""),
        "hunt and target": Arm(
            baseline(lambda _seed: sea.hunting),
            about="where most ships can still lie",
            optimizer="",
        ),
        "OptoPrime": Arm(optoprime, llm=True, about="sees the code and its values"),
        "OPRO": Arm(opro, llm=True, about="sees past players and rewards"),
    },
    budget=Budget(evaluations=20, calls=40),
    smoke=Budget(evaluations=3, calls=6),
    curve="last",
    seeds=5,
    tables=tables,
    notes=(
        (
            "Success is the share of the 17 fields with ships that are hit before 25 shots have missed: the environment is "
            "taken to be right because the hand-written player, which knows the rules alone, finds more than 80 % so."
        ),
    ),
)
