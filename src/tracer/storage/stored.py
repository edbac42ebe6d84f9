"""What a run file keeps of a recording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tracer.tape import Tape


@dataclass(frozen=True)
class Stored:
    """A tape, the lane that is the recording's own, and the answers that only the live run can give.

    `events`: how many; `stopped`: why they are not all. `outcome`: the output, and the error that left it.
    """

    tape: Tape
    lane: int
    events: int
    stopped: str | None
    outcome: tuple[Any, BaseException | None]
