"""Traffic lights: two green times of a simulated junction, by what engines, peers and models make of 50 simulations."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial

from harness import Arm, Experiment, Outcome, Run, Table
from worlds import scats
from worlds.junction import LONGEST, SHORTEST, Traffic, simulate

from optimizers import OPRO, Budget, Optimizer, OptoPrime, optimize
from tracer import Feedback, parameters, record, trace, trainable

OBJECTIVE = (
    "Find green times, in whole seconds from 15 to 90, for which vehicles lose little time at the junction: the score "
    "is minus the seconds lost by a vehicle (the mean, and the deviation between routes). Suggest other values each time."
)
START = SHORTEST, SHORTEST


@trace
def lights(seed: int) -> Traffic:
    """Simulate with green times that can only be set within their bounds."""
    east_west = trainable(15, bounds=(15, 90))
    north_south = trainable(15, bounds=(15, 90))
    return simulate(east_west, north_south, seed)


@trace
def open_lights(seed: int) -> Traffic:
    """Simulate with green times that may be anything; the simulation says so where they are out of bounds."""
    east_west = trainable(15, description="seconds of green for the roads from east and west")
    north_south = trainable(15, description="seconds of green for the roads from north and south")
    return simulate(east_west, north_south, seed)


def world(run: Run) -> int:
    """Return the seed of the traffic."""
    return 42 + run.seed


def simulated(run: Run, times: Sequence[float]) -> float:
    """Simulate whole seconds for an optimizer that is not ours, and count it."""
    with run.program():
        score = simulate(*(round(t) for t in times), world(run)).score
    run.evaluated(score)
    return score


def shown(run: Run, times: Sequence[int]) -> None:
    """Simulate the best once more, beside the budget, for the world's statistics."""
    with run.program():
        traffic = simulate(*times, world(run))
    run.note(times=list(times), **asdict(traffic))


def following(run: Run) -> None:
    """Change the lights within one simulation by what passes."""
    with run.program():
        traffic = simulate(*START, world(run), scats.follow)
    run.evaluated(traffic.score)
    run.note(**asdict(traffic))


def engine(name: str, run: Run) -> None:
    """One of the engines of `optimize`."""
    import uxsim  # noqa: F401  # once: candidates are forked from here

    result = optimize(
        lights,
        [(world(run), None)],
        lambda traffic, _expected: -traffic.score,
        engine=name,
        budget=Budget(evaluations=run.budget.evaluations),
        seed=run.seed,
        workers=1,
        journal=False,
        quiet=True,
        on_event=run.watch(score=lambda mean: -mean),
    )
    shown(run, [result.best[p] for p in parameters(lights)])


def gaussian_process(run: Run) -> None:
    """Bayesian optimization of scikit-optimize, started as in the original."""
    import skopt

    result = skopt.gp_minimize(
        partial(simulated, run),
        [(SHORTEST, LONGEST)] * 2,
        x0=list(START),
        n_calls=run.budget.evaluations,
        n_initial_points=min(10, run.budget.evaluations - 1),
        initial_point_generator="sobol",
        random_state=run.seed,
    )
    shown(run, [int(x) for x in result.x])


def particle_swarm(run: Run) -> None:
    """Five particles of pyswarms, with the constants of the original."""
    import numpy as np
    import pyswarms

    particles = min(5, run.budget.evaluations)
    np.random.seed(run.seed)  # noqa: NPY002  # what pyswarms draws from
    swarm = pyswarms.single.GlobalBestPSO(
        n_particles=particles,
        dimensions=2,
        options={"c1": 0.5, "c2": 0.3, "w": 1.9},
        bounds=([SHORTEST] * 2, [LONGEST] * 2),
    )
    _, best = swarm.optimize(
        lambda places: np.array([simulated(run, place) for place in places]),
        iters=run.budget.evaluations // particles,
        verbose=False,
    )
    shown(run, [round(x) for x in best])


def learn(run: Run, make: Callable[..., Optimizer], **options: object) -> None:
    """Simulate, say what came of it, take a step."""
    os.chdir(os.path.dirname(__file__))  # prompts name files as they are from here
    optimizer = make(parameters(open_lights), llm=run.llm(), objective=OBJECTIVE, **options)
    best, times = float("inf"), list(START)
    while run.goes_on():
        tried, score = [p.value for p in optimizer.parameters], None
        with run.program(), record() as recording:
            try:
                score = open_lights(world(run)).score
                said = Feedback(-score, f"A vehicle loses {score:.1f} s. Try to lose less.")
            except AssertionError as error:
                said = Feedback(None, str(error))
        run.evaluated(score)
        if score is not None and score < best:
            best, times = score, tried
        optimizer.zero_feedback()
        optimizer.backward(recording, said)
        optimizer.step()
    shown(run, times)


def tables(outcomes: Sequence[Outcome]) -> list[Table]:
    """Return the statistics of the world with the best times of each arm."""
    names = ("delay", "spread", "trips", "done")
    head = ["arm", "seed", "green EW, NS", "mean delay, s", "deviation, s", "trips", "ended"]
    rows = [
        [o.arm, o.seed, ", ".join(map(str, o.facts.get("times", ["adaptive"])))]
        + [round(o.facts[name], 2) for name in names]
        for o in outcomes
        if "delay" in o.facts
    ]
    return [Table("The world with the best times", "Half an hour each.", [head, *rows])]


EXPERIMENT = Experiment(
    name="traffic",
    title="Traffic lights",
    about=(
        "Two green times, in whole seconds from 15 to 90, of a junction of four roads of 500 m, for half an hour of UXsim; "
        "50 simulations, from 15 and 15."
    ),
    score="seconds lost by a vehicle: the mean, and the weighted deviation over the routes",
    larger=False,
    arms={
        "SCATS": Arm(
            following,
            about="lights that adapt to the traffic: one simulation, and no search",
            optimizer="",
        ),
        "Gaussian process": Arm(
            gaussian_process,
            needs=("skopt",),
            about="scikit-optimize's, from 10 points of Sobol",
            optimizer="scikit-optimize",
        ),
        "particle swarm": Arm(
            particle_swarm, needs=("pyswarms",), about="five particles", optimizer="pyswarms"
        ),
        "search": Arm(
            partial(engine, "search"), about="our engine: TPE of Optuna, eight at a time"
        ),
        "portfolio": Arm(partial(engine, "portfolio"), about="our engines in turn: here search"),
        "OptoPrime": Arm(partial(learn, make=OptoPrime, memory=5), llm=True),
        "OptoPrime, no memory": Arm(partial(learn, make=OptoPrime, memory=0), llm=True),
        "OPRO": Arm(partial(learn, make=OPRO, low=-200.0, high=0.0), llm=True),
    },
    budget=Budget(evaluations=50, calls=100),
    smoke=Budget(evaluations=2, calls=4),
    seeds=5,
    needs=("uxsim",),
    marks=(5, 10, 20, 50),
    tables=tables,
    notes=(
        "UXsim's engine in C++ is used, whose scores are within some percent of those of its engine in Python.",
        (
            "UXsim cuts demand below one vehicle in a step: about half of the vehicles that are asked for come in, as in "
            "the original. The time of a trip that did not end is made up with the number of routes where that of trips "
            "seems to be meant: kept as it is there. Figures can be compared only within one version of UXsim."
        ),
        (
            "SCATS is our own short reading of its published principles, from 15 and 15 as all others; it adapts within "
            "its one simulation, in which the others keep their two times."
        ),
        "With whole numbers `portfolio` has no engine but `search`; compare the two on the same seeds.",
    ),
)
