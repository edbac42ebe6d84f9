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


def __getattr__(name: str) -> object:
    """Load what only notebooks need when it is first asked for."""
    if name in {"load_ipython_extension", "unload_ipython_extension"}:
        from tracer import ipython

        return getattr(ipython, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
