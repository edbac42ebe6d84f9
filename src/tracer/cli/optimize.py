"""The command `optimize`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tracer.cli.collecting import resume_collecting
from tracer.errors import TracerError


def optimize_command(words: Sequence[str]) -> bool:
    """Optimize; leaves by SystemExit: 0 where something better was found, 1 where not, 2 for what cannot be done."""
    from optimizers.command import run

    resume_collecting()
    try:
        status = run(words)
    except TracerError as error:
        sys.stderr.write(f"tracer optimize: {error}\n")
        sys.exit(2)
    sys.exit(status)
