"""The options of `run`: what there is, what they mean together."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields

from tracer.cli.misuse import Misuse
from tracer.cli.options import Given, Option, last

ANSWERS = (
    Option("--slice", "the lines that led to CRITERION, with their values", "CRITERION", many=True),
    Option("--why", "the short answer: why did it fail, or give what it gave?"),
    Option("--dot", "write the slice as a DOT graph", "F"),
    Option("--svg", "draw it (needs Graphviz)", "F"),
    Option("--json", "write it as JSON", "F"),
)
"""Questions that `run` and `show` answer."""

OPTIONS = (
    Option(
        "--source",
        "record this package, folder or glob, not the program's folder; may be repeated",
        "PKG",
        many=True,
    ),
    *ANSWERS,
    Option("--output", "write the run file to F, not to .tracer/runs", "F", "-o"),
    Option("--no-save", "write no run file"),
    Option("--no-values", "write a run file without values"),
    Option("--max-events", "record at most N events (10000000)", "N"),
    Option("--quiet", "say nothing", short="-q"),
    Option("--help", "show this text", short="-h"),
)


@dataclass(frozen=True, slots=True)
class Answers:
    """What is asked of a run: criteria as written, and where pictures and data go (absolute)."""

    criteria: tuple[str, ...] = ()
    why: bool = False
    dot: str | None = None
    svg: str | None = None
    json: str | None = None

    def __bool__(self) -> bool:
        """Is anything asked?"""
        return any(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The options of one `run`; paths are absolute, for the program may change its folder."""

    sources: tuple[str, ...]
    answers: Answers
    output: str | None
    save: bool
    values: bool
    max_events: int
    quiet: bool


def answers(given: Given) -> Answers:
    """Return what is asked. Raises Misuse."""
    from tracer.cli.criteria import check

    criteria = tuple(given.get("slice", ()))
    for criterion in criteria:
        check(criterion)
    return Answers(
        criteria, "why" in given, _path(given, "dot"), _path(given, "svg"), _path(given, "json")
    )


def run_options(given: Given, settings: Given) -> RunOptions:
    """Return the options with their meaning; those given go before those set. Raises Misuse."""
    if "no-save" in given:
        settings = {name: values for name, values in settings.items() if name != "output"}
    given = {**settings, **given}
    output = _path(given, "output")
    if output is not None and "no-save" in given:
        raise Misuse("--output and --no-save exclude each other")
    return RunOptions(
        sources=tuple(given.get("source", ())),
        answers=answers(given),
        output=output,
        save="no-save" not in given,
        values="no-values" not in given,
        max_events=_count(last(given, "max-events") or "10000000"),
        quiet="quiet" in given,
    )


def _path(given: Given, name: str) -> str | None:
    value = last(given, name)
    if value is None:
        return None
    if value in {"", "-"}:
        raise Misuse(f"--{name} needs the name of a file: standard output is the program's")
    if os.path.isdir(value):
        raise Misuse(f"--{name} needs the name of a file: {value} is a folder")
    return os.path.abspath(value)


def _count(text: str) -> int:
    number = text.replace("_", "")
    if not number.isdecimal() or not int(number):
        raise Misuse(f"--max-events takes a positive number, not {text!r}")
    return int(number)
