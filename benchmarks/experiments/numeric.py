"""One number of a sampled chain of arithmetic is to be found, from the error or from which way it is off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median

import chains
from dual import Dual, adam
from harness import Arm, Experiment, Outcome, Run, Table
from harness.results import curve

from optimizers import OPRO, Budget, Optimizer, OptoPrime, optimize
from tracer import parameters, record

PROBLEMS, MARKS, RATE, SUITED = 30, (5, 10, 30), 0.1, 0.5

ADAMS = {
    "Adam (PyTorch)": f"Rate {RATE}, PyTorch's rule and derivatives",
    "Adam": f"Rate {RATE}, the same rule with exact derivatives by dual numbers",
    f"Adam, rate {SUITED}": f"Rate {SUITED}, which suits these problems better: the numbers lie 1 to 4 from the start",
}


class Task:
    """The program of a run, and its error as a share of the error at the start."""

    def __init__(self, run: Run) -> None:
        self.chain = chains.hard(PROBLEMS)[int(run.problem)]
        self.module = self.chain.load(run.folder)
        self.first = abs(self.module.tuned() - self.chain.goal)
        run.note(goal=self.chain.goal, wanted=self.chain.wanted, first_error=self.first)

    def error(self, output: float) -> float:
        """Return how far off an output is."""
        return abs(output - self.chain.goal) / self.first

    def feedback(self, output: float) -> str:
        """Return what a model is told of an output."""
        if output == self.chain.goal:
            return "Success."
        way = "smaller" if output > self.chain.goal else "larger"
        return f"The output {output} needs to be {way}."


def closeness(output: float, goal: float) -> float:
    return -abs(output - goal)


def engine(name: str) -> Callable[[Run], None]:
    def arm(run: Run) -> None:
        task = Task(run)
        optimize(
            task.module.tuned,
            [({}, task.chain.goal)],
            closeness,
            engine=name,
            budget=Budget(evaluations=run.budget.evaluations),
            seed=run.seed,
            workers=1,
            isolation="reuse",
            journal=False,
            quiet=True,
            on_event=run.watch(score=lambda score: -score / task.first),
        )

    return arm


def torch_adam(run: Run) -> None:
    import torch

    task = Task(run)
    x = torch.tensor(chains.START, dtype=torch.float64, requires_grad=True)
    rule = torch.optim.Adam([x], lr=RATE)
    while run.goes_on():
        with run.program():
            rule.zero_grad()
            loss = (task.module.program(x) - task.chain.goal).abs()
            loss.backward()
        run.evaluated(loss.item() / task.first)
        rule.step()


def exact_adam(rate: float) -> Callable[[Run], None]:
    def arm(run: Run) -> None:
        task = Task(run)
        rule = adam(rate)
        x = chains.START
        while run.goes_on():
            with run.program():
                output = task.module.program(Dual(x, 1.0))
            run.evaluated(task.error(output.value))
            x -= rule(output.slope if output.value > task.chain.goal else -output.slope)

    return arm


def asking(make: Callable[..., Optimizer], **options: str) -> Callable[[Run], None]:
    def arm(run: Run) -> None:
        task = Task(run)
        optimizer = make(parameters(task.module.tuned), llm=run.llm(), **options)
        while run.goes_on():
            with record() as recording, run.program():
                output = task.module.tuned()
            run.evaluated(task.error(output))
            if output == task.chain.goal or not run.goes_on():
                return
            optimizer.zero_feedback()
            optimizer.backward(recording, task.feedback(output))
            optimizer.step()

    return arm


def against_adam(outcomes: Sequence[Outcome]) -> list[Table]:
    """Count for each arm the problems on which it is at least as good as each Adam after as many evaluations."""
    known = {(o.arm, o.problem, o.seed): o for o in outcomes}
    arms = list(dict.fromkeys(o.arm for o in outcomes))
    found = [_left(arms, outcomes)]
    for adam_arm in (arm for arm in ADAMS if arm in arms):
        rows: list[list[str | float | int | None]] = []
        for arm in arms:
            pairs = [
                (o, known[adam_arm, o.problem, o.seed])
                for o in outcomes
                if o.arm == arm and (adam_arm, o.problem, o.seed) in known
            ]
            counts = [sum(error(a, m) <= error(b, m) + 1e-9 for a, b in pairs) for m in MARKS]
            if arm != adam_arm:
                rows.append([arm, *(f"{n} of {len(pairs)}" for n in counts)])
        head = ["arm", *(f"after {m}" for m in MARKS)]
        note = f"{ADAMS[adam_arm]}. On how many problems x seeds an arm's error is at most that of this one."
        found.append(Table(f"Beside {adam_arm}", note, [head, *rows]))
    return found


def _left(arms: Sequence[str], outcomes: Sequence[Outcome]) -> Table:
    rows: list[list[str | float | int | None]] = []
    for arm in arms:
        own = [o for o in outcomes if o.arm == arm]
        medians = [median(error(o, m) for o in own) for m in MARKS]
        solved = sum(error(o, MARKS[-1]) < 0.01 for o in own)
        rows.append([arm, *medians, f"{solved} of {len(own)}"])
    head = ["arm", *(f"median after {m}" for m in MARKS), "solved"]
    note = "Medians of the error; solved: less than a hundredth of the error at the start is left."
    return Table("What is left", note, [head, *rows])


def error(outcome: Outcome, evaluations: int) -> float:
    points = [p for p in curve(outcome, best=True, larger=False) if p.evaluations <= evaluations]
    return min((p.score for p in points if p.score is not None), default=1.0)


EXPERIMENT = Experiment(
    name="numeric",
    title="Numeric optimization",
    about="A number is to be found so that a sampled chain of seven arithmetic operations gives a wanted output.",
    score="error as a share of the error at the start",
    larger=False,
    arms={
        "gradient": Arm(engine("gradient"), about="our engine on the recorded program"),
        "search": Arm(engine("search"), about="our engine, by samples"),
        "Adam (PyTorch)": Arm(
            torch_adam,
            needs=("torch",),
            about=f"rate {RATE}, on the absolute error",
            optimizer="PyTorch",
        ),
        "Adam": Arm(
            exact_adam(RATE),
            about=f"rate {RATE}, with exact derivatives by dual numbers",
            optimizer="the experiment's Adam",
        ),
        f"Adam, rate {SUITED}": Arm(
            exact_adam(SUITED),
            about=f"rate {SUITED}, which suits these problems better",
            optimizer="the experiment's Adam",
        ),
        "OptoPrime": Arm(asking(OptoPrime), llm=True, about="told which way it is off"),
        "OptoPrime, masked": Arm(
            asking(OptoPrime, view="none"), llm=True, about="the same without the trace"
        ),
        "OPRO": Arm(asking(OPRO), llm=True, about="values and what was said of them"),
    },
    budget=Budget(evaluations=MARKS[-1], calls=MARKS[-1]),
    smoke=Budget(evaluations=3, calls=3),
    problems=lambda _options: [str(n) for n in range(PROBLEMS)],
    smoke_problems=("0",),
    marks=MARKS,
    tables=against_adam,
    notes=(
        (
            "The programs are ours, sampled as Trace's paper describes: each operation takes a value and a constant, or two "
            "values, of the last five; x begins at -1; kept are those that fall somewhere around 0.5. An evaluation is one "
            "run of the program; the first is that of the start. Engines and Adam see the error, arms with a model only "
            "whether the output should be larger or smaller, as in the paper."
        ),
        (
            "Of these arms `search` alone draws from its seed; the others give the same for each. `gradient` takes "
            "scores below zero for negated losses and leaps to where none should be left; Adam does not use the error's size."
        ),
    ),
)
