"""Why a piece of code is run as it stands and recorded as one opaque call: a closed list."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Each value is the sentence users read."""

    LOCALS_IN_GENERATOR = (
        "a generator or coroutine that looks at its own locals would see our variables"
    )
    LAMBDA_THAT_SUSPENDS = "a lambda with a yield has no statement that could record its start"
