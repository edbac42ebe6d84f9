"""What an experiment and its arms are, as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from optimizers import Budget

if TYPE_CHECKING:
    from harness.results import Outcome
    from harness.runs import Run

Options = Mapping[str, str | None]
"""The values of an experiment's own options; None for one that was not given."""


@dataclass(frozen=True, slots=True)
class Arm:
    """One way to solve the problem.

    `run`: called once for each problem and seed, in a process of its own; it reports through the `Run`. `llm`: does it
    ask a model? `needs`: modules without which it is skipped, with that reason in the report. `about`: one sentence for
    the report. `optimizer`: whose it is; "" where there is none.
    """

    run: Callable[[Run], Any]
    llm: bool = False
    needs: tuple[str, ...] = ()
    about: str = ""
    optimizer: str = "ours"


@dataclass(frozen=True, slots=True)
class Table:
    """A further table of the report: its title, a sentence on what the figures are, and rows, the first being the head."""

    title: str
    note: str
    rows: Sequence[Sequence[str | float | int | None]]


@dataclass(frozen=True, slots=True)
class Experiment:
    """Problems, arms and seeds under one budget for each.

    `score`: what it measures, with its unit; `larger`: is more of it better? `curve`: does the score of an arm stand for
    the best so far, or for the last? `budget`: of one arm on one problem with one seed; None in a field is no limit.
    `problems`: their names, from the options. `smoke`, `smoke_problems`, `smoke_seeds`: so small that everything ends in
    30 s with recorded replies. `needs`: as an arm's, of all. `options`: names and help of options of its own. `time_limit`:
    seconds after which an arm is ended. `marks`: evaluations at which the report quotes scores. `tables`: further tables
    from all outcomes. `notes`: paragraphs that the report ends with: cautions, and what differs from the original.
    """

    name: str
    title: str
    about: str
    score: str
    arms: Mapping[str, Arm]
    budget: Budget
    smoke: Budget
    larger: bool = True
    curve: Literal["best", "last"] = "best"
    problems: Callable[[Options], Sequence[str]] = lambda _options: ("",)
    smoke_problems: Sequence[str] = ("",)
    seeds: int = 1
    smoke_seeds: int = 1
    needs: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    time_limit: float = 3600.0
    marks: tuple[int, ...] = ()
    tables: Callable[[Sequence[Outcome]], Sequence[Table]] = lambda _outcomes: ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.name.isidentifier():
            raise ValueError(f"an experiment's name is an identifier, not {self.name!r}")
        if not self.arms:
            raise ValueError(f"experiment {self.name} has no arms")
