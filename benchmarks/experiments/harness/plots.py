"""Curves as SVG pictures, the same bytes for the same results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from harness.curves import Axis, along
from harness.experiment import Experiment
from harness.results import Outcome

_LABELS: Mapping[Axis, str] = {
    "evaluations": "evaluations",
    "calls": "calls of the model",
    "minutes": "minutes",
}


def draw(
    experiment: Experiment, arms: Mapping[str, Sequence[Outcome]], folder: Path
) -> dict[Axis, str]:
    """Write the pictures of an experiment; return their file names by axis. Needs matplotlib."""
    asks = {name: of for name, of in arms.items() if any(o.spent.calls for o in of)}
    shown: dict[Axis, Mapping[str, Sequence[Outcome]]] = {"evaluations": arms, "minutes": arms}
    if asks:
        shown["calls"] = asks
    names: dict[Axis, str] = {}
    for axis, drawn in shown.items():
        names[axis] = f"{experiment.name}-{axis}.svg"
        _picture(experiment, drawn, axis, folder / names[axis])
    return names


def _picture(
    experiment: Experiment, arms: Mapping[str, Sequence[Outcome]], axis: Axis, path: Path
) -> None:
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    with mpl.rc_context({"svg.hashsalt": experiment.name, "svg.fonttype": "none"}):
        figure, axes = plt.subplots(figsize=(6.4, 3.8), layout="constrained")
        for number, (name, outcomes) in enumerate(arms.items()):
            _line(
                axes, name, along(experiment, outcomes, axis), f"C{number}", dots=axis != "minutes"
            )
        axes.set_xlabel(_LABELS[axis])
        axes.set_ylabel(experiment.score)
        if axis == "minutes":
            axes.set_xscale("log")
        axes.grid(alpha=0.3)
        if arms:
            axes.legend(fontsize="small")
        figure.savefig(path, format="svg", metadata={"Date": None})
        plt.close(figure)
    text = path.read_text("utf-8")
    path.write_text("\n".join(map(str.rstrip, text.splitlines())) + "\n", "utf-8")


def _line(axes: Any, name: str, points: Sequence[Any], color: str, *, dots: bool) -> None:
    places = [place for place, _ in points]
    means = [found.mean for _, found in points]
    axes.plot(places, means, color=color, label=name, marker="." if dots else "", linewidth=1.4)
    low = [found.mean - (found.error or 0.0) for _, found in points]
    high = [found.mean + (found.error or 0.0) for _, found in points]
    axes.fill_between(places, low, high, color=color, alpha=0.15, linewidth=0)
