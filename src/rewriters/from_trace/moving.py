"""Which statements have to be recorded together, and whether they can be moved to a function for that."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from rewriters.from_trace.definitions import Statement, before
from rewriters.from_trace.known import Known, whats
from rewriters.from_trace.variables import uses


class CannotRecord(ValueError):
    """What is computed cannot be put into a recording as it stands; the message says what to do."""


def contributing(known: Known, last: Statement) -> list[Statement]:
    """Return the statements of the block from the first that makes a node which `last` needs.

    Raises CannotRecord where one of them is computed before that.
    """
    block = known.parent(last)
    earlier = before(block, last)
    first = len(earlier)
    statements = [*earlier, last]
    needed = _computed(known, statements[first:])
    for at in range(first - 1, -1, -1):
        if _changed(statements[at]) & needed:
            first = at
            needed = _computed(known, statements[first:])
    made = {n for s in statements[first:] for n in _changed(s)}
    for name in sorted(needed - made):
        raise CannotRecord(
            f"`{name}` is computed before what can be recorded with it: compute both in one traced function"
        )
    return statements[first:]


def _computed(known: Known, statements: Sequence[Statement]) -> set[str]:
    """Return the variables read that hold nodes which were computed."""
    found = set()
    for name in uses(statements).loads:
        kinds = whats(known.kinds(name))
        if kinds & {"node", "nodes"} and not kinds & {"param", "const"}:
            found.add(name.value)
    return found


def _changed(statement: Statement) -> set[str]:
    used = uses([statement])
    return used.bound | used.mutated


def require_movable(known: Known, statements: Sequence[Statement], target: str) -> None:
    """Raise CannotRecord where the statements that compute `target` would do something else in a function of their own."""
    used = uses(statements)
    if used.leaves:
        raise CannotRecord(
            f"what computes `{target}` holds {used.leaves}: move it to a traced function"
        )
    if used.early:
        names = ", ".join(f"`{n}`" for n in sorted(used.early))
        raise CannotRecord(f"{names} goes on from before: compute `{target}` in a traced function")
    if _trains(known, statements):
        raise CannotRecord(
            f"move what computes `{target}` to a traced function, without the optimizer"
        )
    after = sorted((used.bound - {target}) & _outside(known, statements))
    if after:
        names = ", ".join(f"`{n}`" for n in after)
        raise CannotRecord(
            f"{names} is used later too: compute `{target}` in a traced function that returns both"
        )


def _trains(known: Known, statements: Sequence[Statement]) -> bool:
    return any(
        whats(known.kinds(name)) & {"optimizer"} or name.value == "backward"
        for name in uses(statements).loads
    )


def _outside(known: Known, statements: Sequence[Statement]) -> set[str]:
    """Return the names that are read outside of the statements, where they could be seen."""
    inside = {id(n) for n in uses(statements).loads}
    start = known.position(statements[0])
    scope = known.function_of(statements[0]) or known.module
    loops = any(
        isinstance(n, (cst.For, cst.While))
        for n in known.above(statements[0])
        if known.function_of(n) is known.function_of(statements[0])
    )
    return {
        n.value
        for n in uses([scope]).loads
        if id(n) not in inside
        and known.is_variable_of(n, statements[0])
        and (
            loops
            or known.position(n) > start
            or known.function_of(n) is not known.function_of(statements[0])
        )
    }
