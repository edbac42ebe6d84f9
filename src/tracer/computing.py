"""What a recording tells of its computations, for those who compute with them again."""

from __future__ import annotations

from tracer.recording import Recording
from tracer.slicing.contents import Contents
from tracer.slicing.operations import Operations
from tracer.slicing.ways import Ways


class Computing:
    """How values were made (`operations`), what containers held (`contents`), where values came from (`ways`)."""

    def __init__(self, run: Recording) -> None:
        slices = run._slices
        self.operations = Operations(slices._sweeper.flows)
        self.contents = Contents(self.operations, slices._sweeper.flows, slices._then)
        self.ways = Ways(self.operations, slices._sweeper)
