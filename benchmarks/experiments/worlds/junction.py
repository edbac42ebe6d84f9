"""A junction of four roads with traffic lights, simulated for half an hour by UXsim."""

from __future__ import annotations

import itertools
import math
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SHORTEST, LONGEST = 15, 90
"""Seconds of green that a phase may have."""

SECONDS = 1800
SATURATION = 2 / 3
"""Vehicles a second that a road lets through while it has green: of 10 m/s free flow and 0.2 vehicles a metre at most."""

_ROADS = {"W": (-500, 0), "E": (500, 0), "N": (0, 500), "S": (0, -500)}
_SLICE = 6
"""Seconds for which each demand is drawn."""

_MOST = 0.25
"""Vehicles a second from one road to another, at most; and what is added from W to E early and from E to W late."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """What came of half an hour.

    `delay`: seconds lost by a vehicle, mean. `spread`: the weighted standard deviation of that over the twelve routes.
    `trips`: vehicles that came in, and `done`, that left. `seconds`: of CPU time, taken by the simulation.
    """

    delay: float
    spread: float
    trips: int
    done: int
    seconds: float

    @property
    def score(self) -> float:
        """Seconds; less is better."""
        return self.delay + self.spread


Control = Callable[[Sequence[float], Mapping[str, float]], Sequence[float]]
"""From the green times of the last cycle, and the vehicles that each road let through in it, to those of the next."""


def check(east_west: float, north_south: float) -> None:
    """Raise AssertionError for a green time that is out of bounds."""
    assert SHORTEST <= east_west <= LONGEST, (
        f"green for east and west: {east_west} s is out of bounds [{SHORTEST}, {LONGEST}]"
    )
    assert SHORTEST <= north_south <= LONGEST, (
        f"green for north and south: {north_south} s is out of bounds [{SHORTEST}, {LONGEST}]"
    )


def simulate(
    east_west: float,
    north_south: float,
    seed: int,
    control: Control | None = None,
    *,
    fast: bool = True,
) -> Traffic:
    """Return what comes of these green times, in seconds. The same seed gives the same traffic.

    `fast`: with UXsim's engine in C++, which takes a tenth of the time; scores differ by about 1 % from those of the
    engine in Python. Raises AssertionError where they are out of bounds.
    """
    check(east_west, north_south)
    began = time.process_time()
    world, junction = _world(east_west, north_south, seed, fast=fast)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # UXsim: demand below one vehicle in a step is cut
        if control is None:
            world.exec_simulation()
        else:
            _controlled(world, junction, control)
    return _traffic(world, began)


def _controlled(world: Any, junction: Any, control: Control) -> None:
    passed = dict.fromkeys(_ROADS, 0.0)
    while world.check_simulation_ongoing():
        world.exec_simulation(duration_t=sum(junction.signal))
        now = {name: float(max(world.get_link(f"{name} in").cum_departure)) for name in _ROADS}
        junction.signal = list(
            control(junction.signal, {name: now[name] - passed[name] for name in _ROADS})
        )
        passed = now


def _world(east_west: float, north_south: float, seed: int, *, fast: bool) -> tuple[Any, Any]:
    import numpy as np
    import uxsim

    world = uxsim.World(
        deltan=1,
        reaction_time=1,
        duo_update_time=120,
        tmax=SECONDS,
        random_seed=seed,
        print_mode=0,
        save_mode=0,
        show_mode=0,
        cpp=fast,
    )
    junction = world.addNode("junction", 0, 0, signal=[east_west, north_south])
    for name, (x, y) in _ROADS.items():
        end = world.addNode(name, x, y)
        group = 0 if name in "WE" else 1
        road = {"length": 500, "free_flow_speed": 10, "jam_density": 0.2}
        world.addLink(f"{name} in", end, junction, **road, signal_group=group)
        world.addLink(f"{name} out", junction, end, **road)
    chance = np.random.RandomState(seed)
    for a, b in itertools.permutations(_ROADS, 2):
        for start in range(0, SECONDS, _SLICE):
            flow = chance.uniform(0, _MOST)
            early, late = start < SECONDS / 3, start >= SECONDS * 2 / 3
            if (a, b, early) == ("W", "E", True) or (a, b, late) == ("E", "W", True):
                flow += _MOST
            world.adddemand(a, b, start, start + _SLICE, flow)
    return world, junction


def _traffic(world: Any, began: float) -> Traffic:
    """Return the statistics; a trip that did not end counts one second more than the longest of its route."""
    a = world.analyzer
    a.od_analysis()
    lost, trips = {}, a.od_trips
    for route, count in trips.items():
        times, free = a.od_tt[route], a.od_tt_free[route]
        open_trips = count - len(a.od_tt)  # routes: as the original has it; its trips are meant
        lost[route] = sum(t - free for t in times) + (max(times) + 1 - free) * open_trips
    total = sum(trips.values())
    delay = sum(lost.values()) / total
    spread = sum(n * (lost[r] / n - delay) ** 2 for r, n in trips.items()) / total
    done = sum(a.od_trips_comp.values())
    return Traffic(
        float(delay), math.sqrt(spread), int(total), int(done), time.process_time() - began
    )
