"""How much a candidate may use."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from optimizers.errors import InvalidOption

OUTPUT = 1_000_000
"""Bytes of a candidate's output that are read; the rest is dropped."""

_ALLOWED = frozenset(
    {
        *("PATH", "LANG", "LANGUAGE", "TZ", "TERM", "USER", "LOGNAME", "SHELL", "COLUMNS", "CI"),
        *("VIRTUAL_ENV", "NO_COLOR", "TRACER_CACHE", "SYSTEMROOT", "LD_LIBRARY_PATH"),
        *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "CUDA_VISIBLE_DEVICES"),
    }
)
_ALLOWED_STARTS = ("LC_", "PYTHON")


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one evaluation (`seconds`) and of the process it runs in: bytes of memory and of a file, other processes.

    `environment`: names of variables that pass, beside those that hold nothing of the user's. Raises InvalidOption.
    """

    seconds: float = 60.0
    memory: int = 4 << 30
    file_size: int = 256 << 20
    processes: int = 64
    environment: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        given: dict[str, object] = {"time_limit": self.seconds, "memory_limit": self.memory}
        for name, limit in given.items():
            if not (isinstance(limit, (int, float)) and limit > 0):
                raise InvalidOption(f"{name}={limit!r}: a limit of an evaluation is more than 0")

    def allowed(self, environ: Mapping[str, str]) -> dict[str, str]:
        """Return the part of an environment that a candidate sees: no key, no token."""
        return {
            name: value
            for name, value in environ.items()
            if name in _ALLOWED or name in self.environment or name.startswith(_ALLOWED_STARTS)
        }


def default_memory() -> int:
    """Return 4 GiB, or half of the machine's memory where that is less."""
    try:
        half = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    except (AttributeError, ValueError, OSError):  # no POSIX
        return 4 << 30
    return min(4 << 30, half)
