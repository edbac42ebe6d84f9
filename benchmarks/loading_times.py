"""What loading a module costs when its bytecode, plain or ours, is already on disk."""

from __future__ import annotations

import marshal
import sys
from importlib.machinery import SourceFileLoader
from typing import TYPE_CHECKING

from rewriters import rewriting
from rewriters.compiling import bind
from timing import cpu
from tracer.importing import RecordingLoader
from tracer.runtime import HELPERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sources import File


def plain(files: Sequence[File]) -> float:
    """Return the CPU seconds of loading code as Python does, from its own bytecode."""
    sys.dont_write_bytecode = False
    return sum(cpu(SourceFileLoader(f.module, str(f.path)).get_code, f.module) for f in files)


def hooked(files: Sequence[File]) -> float:
    """Return the CPU seconds of loading code as our hook does."""
    return sum(cpu(RecordingLoader(f.module, str(f.path)).get_code, f.module) for f in files)


def reading(files: Sequence[File]) -> float:
    """Return the CPU seconds of our part up to code that is not yet bound: the digest, and reading the cache."""
    return sum(cpu(rewriting.rewrite, f.source, str(f.path)) for f in files)


def binding(files: Sequence[File]) -> float:
    """Return the CPU seconds of binding helpers into code."""
    codes = [rewriting.rewrite(f.source, str(f.path)).code for f in files]
    return sum(cpu(bind, code, HELPERS) for code in codes)


def sizes(files: Sequence[File]) -> dict[str, int]:
    """Return the bytes of marshalled code and tables."""
    out = dict.fromkeys(("plain code", "our code", "site tables and templates"), 0)
    for file in files:
        path = str(file.path)
        rewritten = rewriting.rewrite(file.source, path)
        table, templates = rewritten.tables()
        out["plain code"] += len(
            marshal.dumps(compile(file.source, path, "exec", dont_inherit=True))
        )
        out["our code"] += len(marshal.dumps(rewritten.code))
        rows = tuple(map(tuple, templates))
        out["site tables and templates"] += len(marshal.dumps((table.rows, rows)))
    return out
