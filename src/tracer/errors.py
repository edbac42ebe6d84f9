"""The errors users meet: what happened, where, and what to do."""

from __future__ import annotations


class TracerError(Exception):
    """Anything that this package refuses or cannot do."""


class SourceUnavailable(TracerError):
    """A function cannot be traced because its source cannot be found.

    Functions made by `exec` or typed into a plain prompt have none, unless their text is known to `linecache`.
    Put the function into a file, or trace what calls it.
    """


class InvalidUpdate(TracerError):
    """A new value that a parameter may not have; nothing was changed.

    Give a value of the parameter's kind, within its bounds, choices and constraint; code keeps its name and signature.
    """


class SpanConflict(TracerError):
    """A span that is to be written was changed in its file meanwhile; nothing was written.

    Look at the file, then make the change again: `parameters(module)` after importing it anew.
    """


class CriterionNotFound(TracerError):
    """What a slice was asked for is not in the recording.

    The message names what can be sliced instead.
    """
