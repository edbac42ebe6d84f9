"""The slice of a failure as lines."""

from __future__ import annotations

from typing import Any


def told(graph: Any, root: str) -> list[str]:
    """Return the lines of a slice."""
    return [str(len(graph))]
