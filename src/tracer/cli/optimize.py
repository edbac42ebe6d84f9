"""The command `optimize`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tracer.cli.collecting import resume_collecting
from tracer.cli.reader import while_read
from tracer.errors import TracerError


def optimize_command(words: Sequence[str]) -> bool:
    """Optimize; leaves by SystemExit: 0 where something better was found, 1 where not, 2 for what cannot be done."""
    from optimizers.command import run

    resume_collecting()
    try:
        text, status = run(words)
    except TracerError as error:
        sys.stderr.write(f"tracer optimize: {error}\n")
        sys.exit(2)
    with while_read():
        sys.stdout.write(text)
    sys.exit(status)
