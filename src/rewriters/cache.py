"""Results on disk, like bytecode: complete or absent, shared by processes, never where Python or pytest looks."""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
import zlib
from typing import Any

_HEADER = b"spangrad1"


def folder() -> str | None:
    """Return where results are kept: `TRACER_CACHE`, else the user's cache folder; None if it is `off`."""
    chosen = os.environ.get("TRACER_CACHE", "")
    if chosen.lower() == "off":
        return None
    if chosen:
        return chosen
    users = _user_cache()
    return None if users[:1] == "~" else os.path.join(users, "spangrad")


def _user_cache() -> str:
    """Return the user's cache folder; it begins with `~` where nobody knows the home."""
    if sys.platform == "win32":
        return os.environ.get("LOCALAPPDATA") or _home("AppData", "Local")
    if sys.platform == "darwin":
        return _home("Library", "Caches")
    return os.environ.get("XDG_CACHE_HOME") or _home(".cache")


def _home(*names: str) -> str:
    return os.path.join(os.path.expanduser("~"), *names)


def load(key: str, part: str) -> object | None:
    """Return what was stored, or None if it is absent, damaged or unreadable."""
    where = folder()
    if where is None:
        return None
    try:
        with open(_file(where, key, part), "rb") as file:
            data = file.read()
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
    target = _file(where, key, part)
    import tempfile

    try:
        os.makedirs(os.path.dirname(target), mode=0o700, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".")
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(name, target)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(name)


def _file(where: str, key: str, part: str) -> str:
    return os.path.join(where, key[:2], f"{key}.{part}")
