"""Where and when something was measured."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import tracer

DIGEST = "SHA-256 of all sources begins "
"""What stands before the digest, so that nobody takes it for a commit."""

_OLDER = ", source "
"""What stood there as long as `rewriters` and `tracer` alone were digested."""

_PACKAGES = ("rewriters", "tracer", "optimizers")


def state() -> dict[str, str]:
    """Return what a reader must know to judge a figure; the load is that of the last minute, before and without us."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "spangrad": f"{tracer.__version__}, {DIGEST}{_digest()}",
        "platform": platform.platform(),
        "processor": _processor(),
        "CPUs": str(os.cpu_count()),
        "load average": _load(),
    }


def shown(state: Mapping[str, str]) -> dict[str, str]:
    """Return a state as pages show it: what older results call a source is a digest, and says of what."""
    older = f", {DIGEST.replace('all sources', 'rewriters and tracer')}"
    return {k: v.replace(_OLDER, older) if k == "spangrad" else v for k, v in state.items()}


def version() -> tuple[int, int]:
    """Return the interpreter's version, as limits are given by it; newer ones are held to the last known."""
    return min(sys.version_info[:2], (3, 13))


def _digest() -> str:
    """Return what tells two states of our source apart, between releases too."""
    digest = hashlib.sha256()
    for package in _PACKAGES:
        spec = importlib.util.find_spec(package)
        assert spec is not None
        for folder in spec.submodule_search_locations or ():
            for path in sorted(Path(folder).rglob("*.py")):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _load() -> str:
    try:
        return " ".join(f"{load:.1f}" for load in os.getloadavg())
    except OSError:
        return "unknown"
