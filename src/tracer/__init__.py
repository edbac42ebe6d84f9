"""Record what a Python program evaluates, without changing how it is written or what it does."""

from tracer.errors import SourceUnavailable, TracerError
from tracer.marking import trainable
from tracer.recording import Recording, load, record
from tracer.tracing import model, trace

__version__ = "0.1.0.dev0"

__all__ = [
    "Recording",
    "SourceUnavailable",
    "TracerError",
    "load",
    "model",
    "record",
    "trace",
    "trainable",
]
