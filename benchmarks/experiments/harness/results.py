"""What came of an arm on a problem with a seed, and the files of JSON lines that keep it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """The score after so many evaluations, calls of models, and seconds; None where it failed."""

    evaluations: int
    calls: int
    seconds: float
    score: float | None


@dataclass(frozen=True, slots=True)
class Spent:
    """What an arm used.

    `calls` by role; `busy`: seconds in which a model was asked; `program`: seconds of the program
    or simulator; `seconds`: all.
    """

    evaluations: int = 0
    calls: Mapping[str, int] = field(default_factory=dict)
    prompt_tokens: int = 0
    reply_tokens: int = 0
    unmetered: int = 0
    busy: float = 0.0
    program: float = 0.0
    seconds: float = 0.0

    @property
    def outside(self) -> float:
        """The share of time that was spent neither in a model nor in the program."""
        return (
            max(self.seconds - self.busy - self.program, 0.0) / self.seconds
            if self.seconds
            else 0.0
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of a file of results. `reason`: why it was skipped or failed. `facts`: what the arm noted."""

    experiment: str
    arm: str
    problem: str
    seed: int
    status: Literal["done", "skipped", "failed"]
    reason: str = ""
    points: tuple[Point, ...] = ()
    spent: Spent = Spent()
    facts: Mapping[str, Any] = field(default_factory=dict)
    budget: Mapping[str, float | None] = field(default_factory=dict)
    model: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    smoke: bool = False
    command: str = ""
    machine: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        """What makes it the same piece of work as another."""
        setting = [self.budget, self.model, self.options, self.smoke]
        text = json.dumps(setting, sort_keys=True)
        return self.experiment, self.arm, self.problem, str(self.seed), text

    def to_json(self) -> str:
        """Return it as one line of JSON."""
        row = asdict(self)
        row["points"] = [
            [p.evaluations, p.calls, round(p.seconds, 4), p.score] for p in self.points
        ]
        return json.dumps(row, sort_keys=True, allow_nan=False)

    @staticmethod
    def from_json(line: str) -> Outcome:
        """Read what `to_json` wrote."""
        row = json.loads(line)
        row["points"] = tuple(Point(*p) for p in row["points"])
        row["spent"] = Spent(**row["spent"])
        return Outcome(**row)


class Store:
    """The results of experiments in a folder.

    A line is written at once, so that a kill leaves whole lines, and at most a torn last one, which is read as not there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, experiment: str) -> Path:
        """Return the file of an experiment."""
        return self.folder / f"{experiment}.jsonl"

    def add(self, outcome: Outcome) -> None:
        """Write an outcome to disk."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.path(outcome.experiment).open("a+b") as file:
            if file.tell() and not _ends_line(file):
                file.write(b"\n")
            file.write(outcome.to_json().encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def outcomes(self, experiment: str) -> list[Outcome]:
        """Return the last outcome of each piece of work, in the order of their first."""
        path = self.path(experiment)
        if not path.exists():
            return []
        latest: dict[Key, Outcome] = {}
        for outcome in _read(path):
            latest[outcome.key] = outcome
        return list(latest.values())

    def finished(self, experiment: str) -> set[Key]:
        """Return what need not be run again."""
        return {o.key for o in self.outcomes(experiment) if o.status == "done"}

    def experiments(self) -> list[str]:
        """Return the names of the experiments that have results."""
        return sorted(p.stem for p in self.folder.glob("*.jsonl"))


def _ends_line(file: Any) -> bool:
    file.seek(-1, os.SEEK_END)
    return bool(file.read(1) == b"\n")


def _read(path: Path) -> Iterable[Outcome]:
    lines = path.read_text("utf-8").split("\n")
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        try:
            yield Outcome.from_json(line)
        except (ValueError, TypeError, KeyError) as error:
            if _is_torn(line):
                continue
            raise ValueError(f"{path}:{number}: is no result ({error}); remove the line") from error


def _is_torn(line: str) -> bool:
    """Was the writer killed in this line?"""
    try:
        json.loads(line)
    except ValueError:
        return True
    return False


def curve(outcome: Outcome, *, best: bool, larger: bool) -> Sequence[Point]:
    """Return the points with what the score stands for: the best so far, or the last that did not fail."""
    found: list[Point] = []
    held: float | None = None
    for point in outcome.points:
        score = point.score
        if score is not None and (held is None or not best or (score > held) is larger):
            held = score
        found.append(Point(point.evaluations, point.calls, point.seconds, held))
    return found
