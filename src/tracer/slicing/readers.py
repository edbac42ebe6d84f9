"""What the rules of data dependence ask: one object for one recording, which keeps what was worked out."""

from __future__ import annotations

from tracer.slicing.attributes import Attributes
from tracer.slicing.calls import Calls
from tracer.slicing.containers import Containers
from tracer.slicing.heap import Heap
from tracer.slicing.index import Index
from tracer.slicing.parts import Parts
from tracer.slicing.places import Places
from tracer.slicing.untraced import Untraced


class Readers:
    """Those who answer questions about names, calls, objects, attributes and code that is not recorded."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.places = Places(index)
        self.calls = Calls(index, self.places)
        self.heap = Heap(index, self.calls)
        self.containers = Containers(index, self.calls, self.heap)
        self.parts = Parts(self.containers)
        self.attributes = Attributes(index, self.places, self.calls, self.heap)
        self.untraced = Untraced(self.containers, self.attributes)
