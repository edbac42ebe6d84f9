"""From a function in memory to its source, and to the code that records it."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator, Mapping
from types import CodeType, FunctionType
from typing import Any

from tracer.errors import SourceUnavailable

Pairs = dict[tuple[Any, ...], tuple[list[CodeType], list[CodeType]]]

_twins: dict[tuple[str, bytes, str], Pairs] = {}

_makers: dict[str, Callable[[], CodeType]] = {}
_owners: dict[str, str] = {}

_files: set[str] = set()
"""Files seen to exist: whether one still does is found out when it is read."""


def has_source(function: FunctionType) -> bool:
    """Does anybody know the function's text? Cheap: it is not read."""
    path = function.__code__.co_filename
    if path in _files:
        return True
    if os.path.isfile(path):
        _files.add(path)
        return True
    return bool(_known_lines(path, function.__globals__))


def _known_lines(path: str, namespace: dict[str, Any]) -> list[str]:
    import linecache

    return linecache.getlines(path, namespace)


def require_source(function: FunctionType) -> None:
    """Raise SourceUnavailable if nobody knows the function's text."""
    path = function.__code__.co_filename
    if has_source(function):
        return
    raise SourceUnavailable(
        f"{function.__qualname__} cannot be traced: its source, {path}:{function.__code__.co_firstlineno}, cannot be "
        "found. Put it into a file, or trace the function that calls it."
    )


def source_of(path: str, namespace: Mapping[str, Any]) -> bytes | None:
    """Return the source a file had when it was loaded, as far as that is known; None if it is gone."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        lines = _known_lines(path, dict(namespace))
        return "".join(lines).encode() if lines else None


def provide_recording(path: str, make: Callable[[], CodeType], parameter: str) -> None:
    """Say how code of a body that stands in no file is made recording; `path` is what it calls its file.

    `parameter`: the id of that whose value the body is.
    """
    _makers[path], _owners[path] = make, parameter


def forget_recording(path: str) -> None:
    """Such code is not used any more."""
    _makers.pop(path, None)
    _owners.pop(path, None)


def owner_of(path: str) -> str | None:
    """Return the id of the parameter that has a body with this for its file, or None."""
    return _owners.get(path)


def recording_twin(function: FunctionType) -> tuple[CodeType | None, str | None]:
    """Return the code that does the same and records, or None and the reason.

    The source is compiled again: only where it gives the very code the function has is it the function's source.
    """
    code = function.__code__
    made = _makers.get(code.co_filename)
    if made is not None:
        return made(), None
    from rewriters.compiling import is_recording

    if is_recording(code):  # it was loaded as recording code
        return None, None
    source = source_of(code.co_filename, function.__globals__)
    if source is None:
        return None, "its source cannot be found any more"
    from tracer.assertions import pytest_variant

    variant = pytest_variant(function.__globals__)
    key = code.co_filename, source, variant.name if variant else ""
    if key not in _twins:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # given when it was imported
                _twins[key] = _recording_pairs(source, code, variant, function.__globals__)
        except SyntaxError as error:
            return None, f"its source has changed since it was loaded ({error})"
    plain, recording = _twins[key].get(identity(code), ([], []))
    if len(plain) != len(recording):
        return None, "it cannot be told from another function on its line"
    place = next((i for i, candidate in enumerate(plain) if candidate == code), None)
    if place is None:
        return None, "its source has changed since it was loaded; import the module again"
    twin = recording[place]
    if twin.co_freevars != code.co_freevars or twin is plain[place]:
        return None, None
    return twin, None


def _recording_pairs(
    source: bytes, code: CodeType, variant: Any, namespace: Mapping[str, Any]
) -> Pairs:
    from rewriters.compiling import is_recording
    from tracer.loading import recording_code

    recording = recording_code(source, code.co_filename, variant, namespace)
    return pairs(source, code.co_filename, variant, recording, is_recording)


def pairs(
    source: bytes,
    path: str,
    variant: Any,
    twins: CodeType,
    is_twin: Callable[[CodeType], bool],
) -> Pairs:
    """Return, by name and line, the plain codes of a module and their twins, in the order of the source."""
    from rewriters.parsing import parse

    tree = parse(source, path)
    if variant is not None:
        variant.rewrite(tree, source, path)
    out: Pairs = {}
    for code in _codes(compile(tree, path, "exec", dont_inherit=True)):
        out.setdefault(identity(code), ([], []))[0].append(code)
    for code in _codes(twins):
        found = out.setdefault(identity(code), ([], []))[1]
        if is_twin(code) and not any(code is other for other in found):
            found.append(code)
    return out


def identity(code: CodeType) -> tuple[Any, ...]:
    """Return what tells most functions of a module apart."""
    return code.co_qualname, code.co_firstlineno, code.co_argcount


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)
