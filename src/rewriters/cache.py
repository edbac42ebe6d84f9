"""Results on disk, like bytecode: complete or absent, shared by processes, never where Python or pytest looks."""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
import tempfile
import zlib
from pathlib import Path
from typing import Any

_HEADER = b"spangrad1"


def folder() -> Path | None:
    """Return where results are kept: `TRACER_CACHE`, else the user's cache folder; None if it is `off`."""
    chosen = os.environ.get("TRACER_CACHE", "")
    if chosen.lower() == "off":
        return None
    if chosen:
        return Path(chosen)
    try:
        return _user_cache() / "spangrad"
    except RuntimeError:
        return None


def _user_cache() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def load(key: str, part: str) -> object | None:
    """Return what was stored, or None if it is absent, damaged or unreadable."""
    where = folder()
    if where is None:
        return None
    try:
        data = (where / key[:2] / f"{key}.{part}").read_bytes()
    except OSError:
        return None
    start = len(_HEADER) + 4
    payload = memoryview(data)[start:]
    if data[: len(_HEADER)] != _HEADER or data[len(_HEADER) : start] != zlib.crc32(
        payload
    ).to_bytes(4, "little"):
        return None
    try:
        loaded: object = marshal.loads(payload)  # noqa: S302  # the folder is the user's own, as a bytecode cache is
    except (ValueError, EOFError, TypeError):
        return None
    return loaded


def store(key: str, part: str, value: Any) -> None:
    """Keep `value` (constants and code), if the folder can be written; whoever comes second replaces the same bytes."""
    where = folder()
    if where is None:
        return
    payload = marshal.dumps(value)
    data = _HEADER + zlib.crc32(payload).to_bytes(4, "little") + payload
    target = where / key[:2] / f"{key}.{part}"
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".")
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(name, target)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(name)
