"""What a reader must know of how results came about: models that were not asked, other work beside, machine, sources."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import machine
from harness.experiment import Experiment
from harness.results import Outcome

_REPLIES: Mapping[str, str] = {
    "scripted": "replies written by hand",
    "stand-in": "replies of `stand_in.py`, which answers by rules",
}
_CHANGING = ("date", "load average")


def models(experiment: Experiment, done: Sequence[Outcome], replies: Path) -> str:
    """Return which arms that ask a model were run with one, and what the others were tried with; "" if none asks."""
    asking = {name: arm for name, arm in experiment.arms.items() if arm.llm}
    if not asking:
        return ""
    said = []
    for name in sorted({o.model for o in done if o.model is not None}):
        arms = dict.fromkeys(o.arm for o in done if o.model == name)
        said.append(f"{_listed(arms)} asked {name}")
    missing = [name for name in asking if not any(o.arm == name for o in done)]
    if missing:
        peers = [name for name in missing if asking[name].needs]
        smoke = f"only replayed in the smoke run, with {_source(replies)}"
        but = f"; not even that: {_listed(peers)}" if peers else ""
        said.append(f"not run yet: {_listed(missing)} ({smoke}{but})")
    return f"**Arms that ask a model:** {'; '.join(said)}."


def _listed(names: Iterable[str]) -> str:
    """Return names that may hold commas."""
    return ", ".join(f"*{name}*" for name in names)


def _source(replies: Path) -> str:
    """Return whose replies are replayed."""
    if not replies.exists():
        return "no replies"
    lines = replies.read_text("utf-8").splitlines()
    names = sorted({json.loads(line)["reply"].get("model", "unknown") for line in lines if line})
    return " and ".join(_REPLIES.get(name, f"replies of the model {name}") for name in names)


def load(done: Sequence[Outcome]) -> str:
    """Return under which load minutes were measured; "" where that is not known."""
    loads = [float(found) for o in done if (found := _load(o)) is not None]
    if not loads:
        return ""
    low, high = min(loads), max(loads)
    cpus = min(int(o.machine["CPUs"]) for o in done if _load(o) is not None)
    shown = f"{low:g}" if low == high else f"{low:g} to {high:g}"
    figure = f"the load of the machine was {shown} when the commands began, with {cpus} CPUs"
    if high > cpus:
        return f"Times were measured beside other work, so minutes are too many: {figure}."
    return f"{figure[:1].upper()}{figure[1:]}."


def _load(outcome: Outcome) -> str | None:
    """Return the load of the last minute before its command."""
    known = outcome.machine.get("load average", "unknown")
    return None if known == "unknown" else known.split()[0]


def where(done: Sequence[Outcome]) -> list[str]:
    """Return the commands with their machines; and that sources differ, where they do."""
    lines = ["**Where and when.**", ""]
    groups: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in done:
        same = {k: v for k, v in outcome.machine.items() if k not in _CHANGING}
        groups.setdefault((outcome.command, json.dumps(same, sort_keys=True)), []).append(outcome)
    for (command, _), of in groups.items():
        days = sorted({o.machine["date"][:10] for o in of})
        date = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
        shown = machine.shown({**of[-1].machine, "date": date})
        words = " · ".join(f"{k}: {v}" for k, v in shown.items() if k != "load average")
        lines.append(f"- `{command}`: {words}")
    if len({o.machine["spangrad"] for o in done}) > 1:
        lines += ["", "Results of this page stem from more than one state of the sources."]
    return lines
