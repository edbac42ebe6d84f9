"""LibCST's reading of a module: what the plain tree does not hold (comments, parentheses), in byte spans."""

from __future__ import annotations

import re
from dataclasses import dataclass

MARK = re.compile(rb"#\s*tracer\s*:\s*(\S.*?)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Reading:
    """`marks`: comments `# tracer: …`, as (line, text). `refusal`: why LibCST cannot read a file that Python can."""

    marks: tuple[tuple[int, str], ...] = ()
    refusal: str | None = None


def read(source: bytes) -> Reading:
    """Read the comments of a module. A file without one of ours is not parsed: reading is a hundred times dearer."""
    if not MARK.search(source):
        return Reading()
    import libcst
    from libcst.metadata import MetadataWrapper, PositionProvider

    try:
        wrapper = MetadataWrapper(libcst.parse_module(source), unsafe_skip_copy=True)
    except libcst.ParserSyntaxError as error:
        return Reading(refusal=f"LibCST: {error.message} at line {error.raw_line}")
    positions = wrapper.resolve(PositionProvider)
    found = []
    for node, where in positions.items():
        if isinstance(node, libcst.Comment) and (match := MARK.match(node.value.encode())):
            found.append((where.start.line, match.group(1).decode()))
    return Reading(tuple(sorted(found)))
