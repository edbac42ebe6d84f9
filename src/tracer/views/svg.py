"""Slices as SVG files, laid out by Graphviz."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.errors import TracerError
from tracer.views.dot import to_dot

if TYPE_CHECKING:
    import networkx as nx


def to_svg(graph: nx.DiGraph, path: str | os.PathLike[str]) -> None:
    """Write the picture of a slice (see `to_dot`) to an SVG file.

    Needs the program `dot` of Graphviz on the PATH; without it, or when it fails, a TracerError says so.
    """
    program = shutil.which("dot")
    if program is None:
        raise TracerError(
            f"{os.fspath(path)}: not written, for Graphviz is not installed: its program `dot` is not on the PATH. "
            "Install it (`apt-get install graphviz`, `brew install graphviz`, `winget install graphviz`), or write "
            "the text of `to_dot().to_string()` to a file and draw it elsewhere"
        )
    text = to_dot(graph).to_string()
    done = subprocess.run(  # noqa: S603  # the program found on the PATH, with arguments of ours
        [program, "-Tsvg"], input=text.encode(), capture_output=True, check=False
    )
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip()
        raise TracerError(
            f"{os.fspath(path)}: not written, for Graphviz failed ({said}); look at the text of `to_dot()`"
        )
    Path(path).write_bytes(done.stdout)
