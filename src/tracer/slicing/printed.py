"""What a program gave: the last text it printed."""

from __future__ import annotations

import re

from tracer.errors import CriterionNotFound
from tracer.slicing.index import NONE, Index
from tracer.slicing.statics import Statics

_PRINTING = frozenset(
    "print pprint pp pprint.pprint pprint.pp sys.stdout.write sys.stdout.writelines sys.stdout.buffer.write "
    "stdout.write rich.print click.echo".split()
)
"""Calls that write to standard output, as they are written."""
_ELSEWHERE = re.compile(r"\b(file\s*=(?!\s*sys\.stdout\b)|err\s*=\s*True)")
_OUTERMOST = frozenset({"Module", "ClassDef"})


class Printed:
    """The criterion that means a program's output; of a recording of functions, what the last of them gave."""


def last_printed(index: Index) -> int:
    """Return the last call that wrote to standard output; NONE if there is none, or no program was recorded.

    Raises CriterionNotFound where nothing was recorded.
    """
    if not len(index):
        raise CriterionNotFound(
            "there is nothing to explain: no recorded code was evaluated; --source names what is recorded"
        )
    outermost = (index.runs[number] for number in index.outermost)
    if any(run.statics.node(run.site) not in _OUTERMOST for run in outermost):
        return NONE
    sites: dict[Statics, frozenset[int]] = {}
    for event in range(len(index) - 1, -1, -1):
        statics = index.run_of(event).statics
        if statics not in sites:
            sites[statics] = _sites(statics)
        if index.site(event) in sites[statics] and event not in index.errors:
            return event
    return NONE


def _sites(statics: Statics) -> frozenset[int]:
    return frozenset(
        site for site, row in enumerate(statics.rows) if row[0] == "Call" and _prints(statics, site)
    )


def _prints(statics: Statics, call: int) -> bool:
    function = statics.child(call, "func")
    if function is None or statics.table[function].code not in _PRINTING:
        return False
    return not _ELSEWHERE.search(statics.table[call].code)
