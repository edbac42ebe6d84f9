"""Record what a Python program evaluates, without changing how it is written or what it does."""

from typing import TYPE_CHECKING

from tracer.errors import CriterionNotFound, SourceUnavailable, TracerError
from tracer.marking import trainable
from tracer.recording import Recording, load, record
from tracer.tracing import model, trace

if TYPE_CHECKING:
    from tracer.slicing.criteria import Point

__version__ = "0.1.0.dev0"

__all__ = [
    "CriterionNotFound",
    "Point",
    "Recording",
    "SourceUnavailable",
    "TracerError",
    "load",
    "model",
    "record",
    "trace",
    "trainable",
]


def __getattr__(name: str) -> object:
    """Load what only slices need when it is first asked for."""
    if name == "Point":
        from tracer.slicing.criteria import Point

        return Point
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
