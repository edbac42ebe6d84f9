"""Questions with one right answer each: generated from a seed, or read from files in the form of Big-Bench Hard."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import question_kinds

TRAIN, VALIDATION, TEST = 15, 5, 50
OPTION = re.compile(r"\([A-Z]\)")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and the answer that is expected; `(B)` where there are options."""

    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Three sets of questions of one kind, no question in two of them."""

    train: tuple[Question, ...]
    validation: tuple[Question, ...]
    test: tuple[Question, ...]

    @classmethod
    def of(cls, questions: Sequence[Question], train: int, validation: int) -> Rows:
        """Return the first to learn from, the next to validate and the rest to test with."""
        learned, rest = tuple(questions[:train]), tuple(questions[train:])
        return cls(learned, rest[:validation], rest[validation:])


def right(answer: object, wanted: str) -> bool:
    """Is it exactly what is expected? Where that is an option, the last one that is named counts."""
    said = str(answer).strip()
    if OPTION.fullmatch(wanted):
        named = OPTION.findall(said)
        return bool(named) and named[-1] == wanted
    return said == wanted


def feedback(answer: object, wanted: str) -> str:
    """Return what is said of an answer, in the manner of Trace's experiment."""
    if right(answer, wanted):
        return "The answer is correct. Nothing needs to change."
    return (
        f"The answer {str(answer)[:200]!r} is wrong: {wanted!r} was expected. Change the prompt and the code around it "
        "so that the answer is exactly that."
    )


def generate(kind: str, count: int, seed: int) -> list[Question]:
    """Return different questions of a kind (see `question_kinds.KINDS`); the same ones for the same seed."""
    chance, found = random.Random(f"{kind} {seed}"), dict[str, Question]()
    while len(found) < count:
        question = Question(*question_kinds.KINDS[kind](chance))
        found.setdefault(question.text, question)
    return list(found.values())


def read(path: Path) -> list[Question]:
    """Read a task file: `{"examples": [{"input": …, "target": …}, …]}`."""
    rows = json.loads(path.read_text("utf-8"))["examples"]
    return [Question(row["input"], str(row["target"]).strip()) for row in rows]


def rows(
    kind: str,
    seed: int,
    *,
    folder: Path | None = None,
    sizes: Sequence[int] = (TRAIN, VALIDATION, TEST),
) -> Rows:
    """Return the questions of a task: of `folder/kind.json` from its beginning, else generated."""
    train, validation, _test = sizes
    if folder is None:
        questions = generate(kind, sum(sizes), seed)
    else:
        questions = read(folder / f"{kind}.json")[: sum(sizes)]
        if len(questions) <= train + validation:
            raise ValueError(f"{folder / kind}.json has {len(questions)} questions, too few")
    return Rows.of(questions, train, validation)
