"""What an optimization is known by: the same command goes on with its journal."""

from __future__ import annotations

import hashlib
import inspect
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from optimizers.examples import Example
from tracer.tracing import innermost
from tracer.trainables.parameter import Parameter

_ADDRESS = re.compile(r"0x[0-9a-f]+")


def key_of(parts: Mapping[str, Any]) -> str:
    """Return a digest of JSON-able parts."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=shown).encode()).hexdigest()


def identified(function: Callable[..., Any]) -> list[str]:
    """Return what a function is known by: its name, and its code with the names and constants in it."""
    found = innermost(function)
    if not found:
        return [f"{type(function).__module__}:{type(function).__qualname__}"]
    return [f"{f.__module__}:{f.__qualname__}:{_source(f)}" for f in found]


def _source(function: Any) -> str:
    try:
        return digest_of_bytes(inspect.getsource(function).encode())
    except (OSError, TypeError):
        code = function.__code__
        return digest_of_bytes(
            code.co_code + shown(code.co_consts).encode() + shown(code.co_names).encode()
        )


def files_of(parameters: Iterable[Parameter]) -> dict[str, str]:
    """Return the digests of the files that hold parameters, by path."""
    return {p.file.path: digest_of_bytes(p.file.loaded.data) for p in parameters if p.has_source}


def digest_of_file(path: str) -> str:
    """Return the digest of a file's bytes."""
    with open(path, "rb") as file:
        return digest_of_bytes(file.read())


def data_of(examples: Mapping[str, Example]) -> list[str]:
    """Return what examples are known by."""
    return [f"{i}: {shown(e.input)} -> {shown(e.expected)}" for i, e in examples.items()]


def shown(value: object) -> str:
    """Return a value as text that is the same in the next process, addresses aside."""
    if isinstance(value, os.PathLike):
        return str(value)
    text: str = repr(value)
    return _ADDRESS.sub("0x", text)


def digest_of_bytes(data: bytes) -> str:
    """Return a digest of bytes."""
    return hashlib.sha256(data).hexdigest()[:16]
