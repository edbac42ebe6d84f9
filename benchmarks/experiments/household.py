"""Two agents tidy a home: their plans are learned from what the team achieves together."""

from __future__ import annotations

import itertools
import math
import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from statistics import fmean, stdev

from harness import Arm, Experiment, Outcome, Run, Table
from worlds.household import AGENTS, DOORS, PLACES, STEPS, THINGS, Household, View

from optimizers import OPRO, Budget, Optimizer, OptoPrime, optimize
from tracer import Feedback, parameters, record, trace, trainable

OBJECTIVE = (
    "Two agents, ann and ben, bring the things of a home to where they belong. Write a plan for each, so that they need "
    "as few steps as possible: which rooms it searches, in which order, and which things it takes care of."
)
PLAN = "rooms to search, in this order (kitchen, bathroom, bedroom, livingroom), and things to take care of; none: all"
OTHERS = range(1000, 1050)
"""Homes that nothing is tuned on."""

ORDERS = tuple(" ".join(rooms) for rooms in itertools.permutations(DOORS))


@trace
def written() -> dict[str, str]:
    """Return plans in words."""
    ann = trainable("", name="ann", description=PLAN)
    ben = trainable("", name="ben", description=PLAN)
    return {"ann": ann, "ben": ben}


@trace
def chosen() -> dict[str, str]:
    """Return plans that are orders of the rooms."""
    ann = trainable(ORDERS[0], name="ann", choices=ORDERS)
    ben = trainable(ORDERS[0], name="ben", choices=ORDERS)
    return {"ann": ann, "ben": ben}


class Agent:
    """Looks, thinks, acts; what it thinks follows its plan where that says something."""

    @trace
    def __init__(self, plan: str) -> None:
        words = plan.lower().replace(",", " ").replace(".", " ").split()
        self.rooms = [w for w in words if w in DOORS] or list(DOORS)
        self.cares = [w for w in words if w in THINGS] or list(THINGS)
        self.known: dict[str, str] = {}
        self.searched: set[str] = set()

    @trace
    def __call__(self, view: View) -> tuple[str, ...]:
        """Return the next action: what there is to do here, else to go on with the search."""
        here = self.deal(view)
        if here is not None:
            return here
        for room in [*self.rooms, *DOORS]:
            if room not in self.searched:
                return ("go", room)
        return ("wait",)

    def deal(self, view: View) -> tuple[str, ...] | None:
        """Return what is to be done with what is known; None: nothing. Not traced, so one step of the record."""
        self.look(view)
        if view.holds is not None:
            return self.bring(view, view.wanted.get(view.holds, "table"))
        for thing, place in self.known.items():
            if thing in view.wanted and thing in self.cares:
                return ("take", thing) if view.spot == PLACES[place] else ("go", place)
        if view.closed:
            place = view.closed[0]
            return ("open", place) if view.spot == PLACES[place] else ("go", place)
        return None

    def look(self, view: View) -> None:
        """Remember what is here, and that there was nothing more to open."""
        seen_here = {t for t, p in self.known.items() if p in view.places}
        for thing in seen_here - view.things.keys():
            del self.known[thing]
        self.known |= view.things
        if not view.closed:
            self.searched.add(view.room)

    def bring(self, view: View, place: str) -> tuple[str, ...]:
        """Put what it holds to its place."""
        if view.spot != PLACES[place]:
            return ("go", place)
        return ("open", place) if place in view.closed else ("put", place)


@trace
def tidy(home: Household, plans: Callable[[], Mapping[str, str]]) -> list[str]:
    """Let both act until all is done; return what they did."""
    agents = {name: Agent(plan) for name, plan in plans().items()}
    done = []
    while not home.over:
        came = home.step({name: agent(home.view(name)) for name, agent in agents.items()})
        done += [f"{name} {what}" for name, what in came.items()]
    return done


def steps(plans: Callable[[], Mapping[str, str]], seed: int) -> int:
    """Return how many steps it takes."""
    home = Household(seed)
    tidy(home, plans)
    return home.steps


def elsewhere(run: Run, plans: Mapping[str, str]) -> None:
    """Note what the plans are worth in other homes; no part of the budget."""
    with run.program():
        needed = [steps(lambda: plans, seed) for seed in OTHERS]
    run.note(plans=dict(plans), elsewhere=fmean(needed))


def scripted(plans: Mapping[str, str], run: Run) -> None:
    """Act by plans that need no learning."""
    with run.program():
        needed = steps(lambda: plans, run.seed)
    run.evaluated(needed)
    elsewhere(run, plans)


def search(run: Run) -> None:
    """Try orders of the rooms."""
    chosen()  # what is no literal in a mark is known once it was evaluated
    result = optimize(
        partial(steps, chosen),
        [(run.seed, None)],
        lambda needed, _expected: -float(needed),
        engine="search",
        budget=Budget(evaluations=run.budget.evaluations),
        seed=run.seed,
        workers=1,
        isolation="reuse",
        journal=False,
        quiet=True,
        on_event=run.watch(score=lambda mean: -mean),
        parameters=parameters(chosen),
    )
    elsewhere(run, {p.name: value for p, value in result.best.items()})


def learn(run: Run, make: Callable[..., Optimizer], **options: object) -> None:
    """Tidy, say what the team achieved, take a step."""
    os.chdir(os.path.dirname(__file__))  # prompts name files as they are from here
    optimizer = make(parameters(written), llm=run.llm(), objective=OBJECTIVE, **options)
    best, plans = math.inf, {p.name: p.value for p in optimizer.parameters}
    while run.goes_on():
        home = Household(run.seed)
        with run.program(), record() as recording:
            tidy(home, written)
        run.evaluated(home.steps)
        if home.steps < best:
            best, plans = home.steps, {p.name: p.value for p in optimizer.parameters}
        left = f" Not done: {', '.join(home.wanted)}." if home.wanted else ""
        said = f"Task return: {home.reward:.2f}, after {home.steps} steps.{left}"
        optimizer.zero_feedback()
        optimizer.backward(recording, Feedback(home.reward, said))
        optimizer.step()
    elsewhere(run, plans)


def tables(outcomes: Sequence[Outcome]) -> list[Table]:
    """Return what plans are worth in homes that nothing was tuned on."""
    rows: list[list[str | float | int | None]] = []
    for arm in dict.fromkeys(o.arm for o in outcomes):
        found = [o.facts["elsewhere"] for o in outcomes if o.arm == arm and "elsewhere" in o.facts]
        if found:
            error = stdev(found) / math.sqrt(len(found)) if len(found) > 1 else None
            rows.append([arm, fmean(found), error])
    note = f"The plans of each seed in {len(OTHERS)} other homes, the same for all; standard error over seeds."
    return [Table("In other homes", note, [["arm", "steps", "standard error"], *rows])]


EXPERIMENT = Experiment(
    name="household",
    title="Two agents",
    about=(
        "Two agents bring six things to where they belong, in a home of five rooms. Each sees only the room it is in, and "
        "has a plan of its own; the return of both together is the feedback."
    ),
    score="steps until all is done",
    larger=False,
    arms={
        "rules, in ReAct's order": Arm(
            partial(scripted, dict.fromkeys(AGENTS, "")),
            about="no plans and no model: a script looks, thinks and acts, one try",
            optimizer="",
        ),
        "by hand": Arm(
            partial(scripted, {"ann": "kitchen bedroom", "ben": "bathroom livingroom"}),
            about="the rooms are divided, one try",
            optimizer="",
        ),
        "search": Arm(search, about="over orders of the rooms: the best of its tries in this home"),
        "OptoPrime": Arm(partial(learn, make=OptoPrime), llm=True),
        "OPRO": Arm(partial(learn, make=OPRO, low=-1.0, high=len(THINGS)), llm=True),
    },
    budget=Budget(evaluations=20, calls=40),
    smoke=Budget(evaluations=2, calls=4),
    seeds=10,
    tables=tables,
    notes=(
        (
            f"The home is ours, for that of the original needs a game's engine. Agents act by a script that reads their "
            f"plans; no model is asked for single actions. What is not done after {STEPS} steps counts {STEPS}."
        ),
        (
            "Scores are of the home that `search` and arms with a model tune on, while the others have one try in it. What "
            "plans are worth where nothing was tuned is in the table of other homes."
        ),
    ),
)
