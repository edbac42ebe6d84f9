"""Which step of a run entered which frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rewriters.sites import SiteTable
from rewriters.templates import Action
from tracer.frames import Activation

Step = tuple[int, Action, Any]


def assign(
    steps: Sequence[Step], begin: int, end: int, inside: list[Activation], sites: SiteTable,
    out: dict[int, list[Activation]],
) -> None:
    """Give each activation to one of the steps from `begin` to `end`.

    Between two marks stands at most one call that could enter anything. A call of a plain function of the module
    enters just that; what the plain calls before and after do not claim is the other's. Without such a call the
    operators are left, of which the last that could run code of the user's is taken.
    """
    if not inside:
        return
    calls = [n for n in range(begin, end) if steps[n][1] is Action.EVALUATE and _may_enter(sites, steps[n][0])]
    first, last = 0, len(inside)
    front = 0
    while front < len(calls) and first < last and _claims(sites, steps[calls[front]][0], inside[first]):
        out.setdefault(calls[front], []).append(inside[first])
        front, first = front + 1, first + 1
    back = len(calls)
    while back > front and first < last and _claims(sites, steps[calls[back - 1]][0], inside[last - 1]):
        out.setdefault(calls[back - 1], []).insert(0, inside[last - 1])
        back, last = back - 1, last - 1
    open_calls = [c for c in calls[front:back] if _direct_name(sites, steps[c][0]) is None]
    place = open_calls[-1] if open_calls else _last_operation(steps, begin, end, sites)
    if first < last:
        out.setdefault(place, []).extend(inside[first:last])


def _may_enter(sites: SiteTable, site: int) -> bool:
    return sites.rows[site][0] == "Call"


def _direct_name(sites: SiteTable, site: int) -> str | None:
    """Return the function of the module that this call surely enters."""
    function = sites.children[site][0]
    name = sites.rows[function][3]
    return name if sites.rows[function][0] == "Name" and name in sites.direct else None


def _claims(sites: SiteTable, site: int, activation: Activation) -> bool:
    name = _direct_name(sites, site)
    frame = activation.frame
    return name is not None and frame.module.sites is sites and sites.rows[frame.function][3] == name


def _last_operation(steps: Sequence[Step], begin: int, end: int, sites: SiteTable) -> int:
    """Return the last step that runs code of the user's by an operator, an attribute, a `with`, a loop."""
    for number in range(end - 1, begin - 1, -1):
        if sites.rows[steps[number][0]][0] not in {"Name", "Constant", "arg"}:
            return number
    return end
