"""Record what a Python program evaluates, without changing how it is written or what it does."""

import typing

from tracer.errors import (
    CriterionNotFound,
    InvalidUpdate,
    SourceUnavailable,
    SpanConflict,
    TracerError,
)
from tracer.marking import trainable
from tracer.recording import Recording, load, record
from tracer.tracing import model, trace

if typing.TYPE_CHECKING:
    from tracer.feedback import Feedback
    from tracer.points import Point
    from tracer.trainables.attributes import attribute
    from tracer.trainables.finding import parameters
    from tracer.trainables.keeping import load_values, save_values
    from tracer.trainables.overlays import overlay
    from tracer.trainables.parameter import Parameter
    from tracer.trainables.writing import apply, diff

__version__ = "0.1.0.dev0"

__all__ = [
    "CriterionNotFound",
    "Feedback",
    "InvalidUpdate",
    "Parameter",
    "Point",
    "Recording",
    "SourceUnavailable",
    "SpanConflict",
    "TracerError",
    "apply",
    "attribute",
    "diff",
    "load",
    "load_values",
    "model",
    "overlay",
    "parameters",
    "record",
    "save_values",
    "trace",
    "trainable",
]

_LATE = {
    "Feedback": "feedback",
    "Parameter": "trainables.parameter",
    "Point": "points",
    "apply": "trainables.writing",
    "attribute": "trainables.attributes",
    "diff": "trainables.writing",
    "load_ipython_extension": "ipython",
    "load_values": "trainables.keeping",
    "overlay": "trainables.overlays",
    "parameters": "trainables.finding",
    "save_values": "trainables.keeping",
    "unload_ipython_extension": "ipython",
}
"""Where the names are that need dataclasses, a reader of source or a notebook: loaded when first used."""


def __getattr__(name: str) -> object:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
    if name in __all__:
        globals()[name] = value
    return value
