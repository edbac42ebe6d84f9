"""Answers to what is asked of a run: its slices as text, pictures and data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tracer.cli.criteria import criterion, unasked

if TYPE_CHECKING:
    from tracer import Recording
    from tracer.cli.options_of_run import Answers
    from tracer.slicing.slice import Slice

Attempt = Callable[[str, Callable[[], None]], None]
"""Does something under a name; may tell of failures in its own way."""


def answer(run: Recording, asked: Answers, attempt: Attempt, show: Callable[[str], None]) -> None:
    """Give each answer that is asked; texts go to `show`. One that fails does not hinder the others."""
    criteria = [criterion(text, run) for text in asked.criteria] or unasked(run)
    if asked.why:
        criterion_asked = (*asked.criteria, "output" if criteria else "error")[0]
        attempt("--why", lambda: show(_why(run, criteria, criterion_asked)))
    wanted = list(_wanted(asked, show))
    if not wanted:
        return
    slices: list[Slice] = []
    attempt("the slice", lambda: slices.append(run.slice(*criteria)))
    for flag, give in wanted if slices else ():
        attempt(flag, lambda give=give: give(slices[0]))  # type: ignore[misc]  # a default binds it now


def _why(run: Recording, criteria: list[Any], asked: str) -> str:
    why = run.why(*criteria[:1])
    return f"{replace(why, everything=f'--slice {asked}')}\n"


def _wanted(
    asked: Answers, show: Callable[[str], None]
) -> Iterator[tuple[str, Callable[[Slice], None]]]:
    dot, svg, json = asked.dot, asked.svg, asked.json
    if asked.criteria:
        yield "--slice", lambda found: show(found.source() + "\n")
    if dot is not None:
        yield "--dot", lambda found: _write(dot, found.to_dot().to_string())
    if svg is not None:
        yield "--svg", lambda found: found.to_svg(svg)
    if json is not None:
        yield "--json", lambda found: _write(json, _json(found))


def _json(found: Slice) -> str:
    from tracer.views.export import to_json

    return to_json(found.graph)


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
