"""What the arm taken tells of the expressions that decided it."""

from __future__ import annotations

from collections.abc import Sequence

from rewriters.sites import SiteTable
from rewriters.templates import Action
from tracer.linking import Step


def of_steps(steps: Sequence[Step | None], sites: SiteTable) -> dict[int, bool]:
    """Return the truth of each test in a run, and of the operands inside as far as that tells it."""
    evaluated = {s[0]: n for n, s in enumerate(steps) if s is not None and s[1] is Action.EVALUATE}
    found: dict[int, bool] = {}
    for step in steps:
        if step is not None and step[1] in (Action.TAKE, Action.SKIP):
            for child in sites.children[step[0]]:
                if sites.rows[child][1] == "test" and child in evaluated:
                    _spread(sites, child, step[1] is Action.TAKE, evaluated, found)
    for site in evaluated:
        if sites.rows[site][0] == "IfExp":
            _decided(sites, site, evaluated, found)
    return found


def _decided(
    sites: SiteTable, site: int, evaluated: dict[int, int], found: dict[int, bool]
) -> None:
    roles = {sites.rows[c][1]: c for c in sites.children[site]}
    if roles["test"] in evaluated:
        _spread(sites, roles["test"], roles["body"] in evaluated, evaluated, found)


def _spread(
    sites: SiteTable,
    site: int,
    truth: bool,  # noqa: FBT001  # what the function is about, no switch
    evaluated: dict[int, int],
    found: dict[int, bool],
) -> None:
    found[site] = truth
    node = sites.rows[site][0]
    operands = [c for c in sites.children[site] if c in evaluated]
    if node == "UnaryOp" and operands:
        _spread(sites, operands[0], not truth, evaluated, found)
    elif node == "BoolOp" and operands:
        last = max(operands, key=evaluated.__getitem__)
        _spread(sites, last, truth, evaluated, found)
        for operand in operands:
            if operand != last:
                _spread(
                    sites, operand, len(operands) > 1 and _goes_on(sites, site), evaluated, found
                )


def _goes_on(sites: SiteTable, site: int) -> bool:
    """Did the operands before the last one have to be true? (`and`; for `or` false.)"""
    return sites.rows[site][3] == "and"
