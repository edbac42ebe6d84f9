"""A robot's arm: its controller is written from what is said of whole episodes of ten moves."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
from statistics import fmean

from harness import Arm, Experiment, Outcome, Run, Table
from worlds import experts, robot
from worlds.patience import patience
from worlds.robot import INSTRUCTIONS, TASKS, Observation, Robot

from optimizers import OPRO, Budget, Optimizer, OptoPrime, optimize
from tracer import Feedback, parameters, record, trace, trainable

TESTS, THINKING = 10, 1.0
"""New initial conditions that controllers are tested on; seconds that a controller may take for one move."""

TRAINED_ON = 3
"""Initial conditions that `search` tries each candidate on."""

OBJECTIVE = (
    "{} Write a controller that does so from any initial condition in at most ten moves. All places are [x, y, z] in "
    "metres; gripper_open is 1 for open and about 0.4 for closed around the puck."
)


@trace(
    trainable=True,
    description="a move of the hand: [dx, dy, dz, effort], in metres (at most 0.2 or so is done), effort 1 closes the "
    "gripper and -1 opens it",
)
def controller(seen: Observation) -> list[float]:
    """Return the next move from what is seen: hand_pos, gripper_open, puck_pos and goal_pos, each a list of floats."""
    return [0.0, 0.0, 0.0, 0.0]


@trace
def episode(arm: Robot) -> list[str]:
    """Move ten times, or until the task is done; return what was said of the moves."""
    said = [arm.seen.feedback]
    for _ in range(robot.STEPS):
        with patience(THINKING):
            move = controller(arm.seen.observation)
        said.append(arm.step(move).feedback)
        if arm.seen.success:
            break
    return said


@trace
def reaching(seen: Observation) -> list[float]:
    """Reach, by a constant."""
    return experts.reach(seen, gain=trainable(1.0, name="gain", bounds=(-1.0, 2.0)))


@trace
def carrying(seen: Observation) -> list[float]:
    """Push, pick and place, by constants in metres and of the gripper."""
    return experts.carry(
        seen,
        near=trainable(0.02, name="near", bounds=(0.005, 0.1)),
        above=trainable(0.1, name="above", bounds=(0.0, 0.3)),
        grip=trainable(0.03, name="grip", bounds=(0.0, 0.1)),
        press=trainable(0.02, name="press", bounds=(-0.05, 0.05)),
        closed=trainable(0.75, name="closed", bounds=(0.2, 1.0)),
        effort=trainable(1.0, name="effort", bounds=(-1.0, 1.0)),
    )


PARAMETRIC: Mapping[str, Callable[[Observation], list[float]]] = {
    "reach": reaching,
    "push": carrying,
    "pick-place": carrying,
}


def test(run: Run, control: Callable[[Observation], list[float]]) -> float:
    """Return the share of new initial conditions in which the task is done."""

    def patient(seen: Observation) -> list[float]:
        with patience(THINKING):
            return control(seen)

    count = 1 if run.smoke else TESTS
    with run.program():
        played = [robot.play(run.problem, patient, 1000 + n) for n in range(count)]
    run.note(success=fmean(p.success for p in played), reward=fmean(p.reward for p in played))
    return fmean(p.success for p in played)


def by_hand(run: Run) -> None:
    """Test the constants that were found by hand."""
    run.evaluated(test(run, PARAMETRIC[run.problem]))


def search(run: Run) -> None:
    """Search the constants from the middles of their bounds, by rewards of whole episodes."""
    import metaworld  # noqa: F401  # once: candidates are forked from here

    program = PARAMETRIC[run.problem]
    for constant in parameters(program):
        constant.set(sum(constant.bounds) / 2)
    run.point(test(run, program))

    def tried(seed: int) -> float:
        return worth(robot.play(run.problem, program, seed))

    result = optimize(
        tried,
        [(100 * (run.seed + 1) + n, None) for n in range(1 if run.smoke else TRAINED_ON)],
        lambda score, _expected: score,
        engine="search",
        budget=Budget(evaluations=run.budget.evaluations),
        seed=run.seed,
        workers=1,
        journal=False,
        quiet=True,
        on_event=run.watch(examples=0),
        parameters=parameters(program),
    )
    for constant, value in result.best.items():
        constant.set(value)
    run.point(test(run, program))
    run.note(constants={p.name: p.value for p in parameters(program)})


def worth(played: robot.Episode) -> float:
    """Return what an episode is worth: success first, the rewards on the way in second."""
    return 10.0 * robot.STEPS * played.success + played.reward


def learn(run: Run, make: Callable[..., Optimizer], *, told: bool, **options: object) -> None:
    """Play an episode, say how it ended, take a step, test. `told`: also what was said of each move."""
    os.chdir(os.path.dirname(__file__))  # prompts name files as they are from here
    objective = OBJECTIVE.format(INSTRUCTIONS[run.problem])
    trained = parameters(controller)
    optimizer = make(trained, llm=run.llm(), objective=objective, isolation="none", **options)
    share, number = test(run, controller), 0
    run.point(share)
    while run.goes_on():
        with (
            run.program(),
            closing(Robot(run.problem, 100 * (run.seed + 1) + number)) as arm,
            record() as recording,
        ):
            said = played(arm, told=told)
        optimizer.zero_feedback()
        optimizer.backward(recording, said)
        if optimizer.step().applied:
            share = test(run, controller)
        run.evaluated(share)
        number += 1
    run.note(learned=trained[0].value)


def played(arm: Robot, *, told: bool) -> Feedback:
    """Play an episode, and return its feedback; an exception of the controller is told."""
    try:
        said = episode(arm)
    except Exception as error:  # noqa: BLE001  # whatever a model wrote
        return Feedback(0.0, f"{type(error).__name__}: {error}")
    moves = "\n".join(said) if told else ""
    return Feedback(
        float(arm.seen.success), f"Success: {arm.seen.success}\nReturn: {arm.total:.2f}\n{moves}"
    )


def tables(outcomes: Sequence[Outcome]) -> list[Table]:
    """Return how often each task is done."""
    shares: dict[tuple[str, str], list[float]] = {}
    for o in outcomes:
        if "success" in o.facts:
            shares.setdefault((o.arm, o.problem), []).append(o.facts["success"])
    arms = dict.fromkeys(arm for arm, _ in shares)
    rows = [[a, *(fmean(shares[a, t]) if (a, t) in shares else None for t in TASKS)] for a in arms]
    return [Table("Each task", "Shares of the new initial conditions.", [["arm", *TASKS], *rows])]


EXPERIMENT = Experiment(
    name="manipulation",
    title="A robot's arm",
    about=(
        "Reach, push, and pick and place of Meta-World, seen in words, with ten moves an episode. The controller starts "
        "at zeros; feedback at the end of an episode reaches the calls of the controller in all its moves."
    ),
    score="share of 10 new initial conditions in which the task is done",
    arms={
        "by hand": Arm(
            by_hand, about="a parametric controller, its constants found by hand", optimizer=""
        ),
        "search": Arm(search, about="its constants searched, from the middles of their bounds"),
        "OptoPrime": Arm(partial(learn, make=OptoPrime, told=False, memory=5), llm=True),
        "OptoPrime, masked": Arm(
            partial(learn, make=OptoPrime, told=True, memory=5, view="none"), llm=True
        ),
        "OPRO": Arm(partial(learn, make=OPRO, told=True), llm=True),
    },
    budget=Budget(evaluations=30, calls=60),
    smoke=Budget(evaluations=2, calls=4),
    problems=lambda _options: TASKS,
    smoke_problems=("pick-place",),
    curve="last",
    seeds=5,
    needs=("metaworld",),
    tables=tables,
    notes=(
        (
            "An evaluation is an episode. The feedback is of LLF-Bench's kinds in words of ours, its advice from the "
            "controller by hand. Each episode of training has another initial condition, where the original repeats one. "
            "Meta-World's tasks are those of its third version, so figures cannot be compared with those of the second."
        ),
    ),
)
