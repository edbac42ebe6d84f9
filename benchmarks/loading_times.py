"""What loading a module costs when its bytecode, plain or ours, is already on disk."""

from __future__ import annotations

import sys
from importlib.machinery import SourceFileLoader
from importlib.util import cache_from_source
from pathlib import Path
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


def sizes(files: Sequence[File], cached: Path) -> dict[str, int]:
    """Return the bytes on disk, those of ours in a cache that holds nothing else."""
    return {
        "bytecode": sum(Path(cache_from_source(str(f.path))).stat().st_size for f in files),
        "code": sum(path.stat().st_size for path in cached.rglob("*.code")),
        "tables": sum(path.stat().st_size for path in cached.rglob("*.sites")),
    }
