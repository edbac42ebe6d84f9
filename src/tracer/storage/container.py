"""The file itself: a zip archive of JSON texts and one array, written whole or not at all."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from array import array
from typing import TYPE_CHECKING, Any

from tracer.errors import TracerError
from tracer.storage.zipping import zipped

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1
_KIND = "spangrad run"
_TAPE = "tape.u32"
_BINARY = getattr(os, "O_BINARY", 0)


def write(path: str, parts: dict[str, Any], tape: array[int]) -> None:
    """Write a run file, readable by its owner only. Raises TracerError where that is not possible."""
    texts = {"header": {"kind": _KIND, "format": FORMAT}, **parts}
    members = {
        f"{part}.json": json.dumps(value, separators=(",", ":")).encode()
        for part, value in texts.items()
    }
    members[_TAPE] = _little(tape).tobytes()
    folder, base = os.path.split(path)
    name = os.path.join(folder, f".{base}.{os.getpid()}-{time.monotonic_ns()}")
    try:
        handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            for part in zipped(members):
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)


def _unwritable(path: str, error: OSError) -> TracerError:
    return TracerError(
        f"{path}: the run could not be saved ({error.strerror}); choose another place"
    )


def read(path: Path) -> tuple[dict[str, Any], array[int]]:
    """Return the parts of a run file. Raises TracerError for what is none, is damaged or is of a newer version."""
    import zipfile

    damage = zipfile.BadZipFile, KeyError, ValueError, EOFError, NotImplementedError
    try:
        with zipfile.ZipFile(path) as archive:
            header = json.loads(archive.read("header.json"))
            if header.get("kind") != _KIND:
                raise damaged(path)
            if header["format"] != FORMAT:
                raise TracerError(
                    f"{path}: saved in format {header['format']}, this version reads {FORMAT}; use the version that "
                    "saved it, or record again"
                )
            names = [n for n in archive.namelist() if n.endswith(".json")]
            parts = {n.removesuffix(".json"): json.loads(archive.read(n)) for n in names}
            tape = array("I")
            tape.frombytes(archive.read(_TAPE))
    except OSError as error:
        raise TracerError(f"{path}: cannot be read ({error.strerror})") from error
    except damage as error:
        raise damaged(path) from error
    return parts, _little(tape)


def damaged(path: Path) -> TracerError:
    """Return the error for a file that cannot be understood."""
    return TracerError(
        f"{path}: no run file, or a damaged one; record again and save with Recording.save"
    )


def _little(values: array[int]) -> array[int]:
    if sys.byteorder == "big":
        values = values[:]
        values.byteswap()
    return values
