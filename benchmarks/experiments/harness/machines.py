"""What a reader must know of where an experiment ran: versions, date, machine."""

from __future__ import annotations

from importlib import metadata

import machine
from harness.catalog import experiment_named


def state(experiment: str) -> dict[str, str]:
    """Return it; of the packages that arms need, those that are installed."""
    made = experiment_named(experiment)
    needs = {*made.needs, *(name for arm in made.arms.values() for name in arm.needs)}
    found = {name: _version(name) for name in sorted(needs)}
    return machine.state() | {name: version for name, version in found.items() if version}


def _version(module: str) -> str:
    owners = metadata.packages_distributions().get(module, [])
    return metadata.version(owners[0]) if owners else ""
