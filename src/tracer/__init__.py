"""Record what a Python program evaluates, without changing how it is written or what it does."""

from tracer.errors import CriterionNotFound, SourceUnavailable, TracerError
from tracer.marking import trainable
from tracer.points import Point
from tracer.recording import Recording, load, record
from tracer.tracing import model, trace

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
