"""Values of parameters in a file: kept across processes, put back by id."""

from __future__ import annotations

import hashlib
import json
import os
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tracer.errors import InvalidUpdate, TracerError
from tracer.live import UNSET
from tracer.trainables.parameter import Parameter
from tracer.trainables.registry import known_parameters, parameter_called
from tracer.trainables.state import ParameterState

_FORM = "tracer values 1"


def save_values(path: str | os.PathLike[str], params: Iterable[Parameter] | None = None) -> None:
    """Write the values of parameters as JSON, with a hash of the source each has; None: of all that were changed.

    Raises TracerError for a value that JSON cannot hold, and for a file that cannot be written.
    """
    chosen: list[ParameterState] = (
        [p for p in known_parameters() if p.changed] if params is None else list(params)
    )
    entries = {p.id: _entry(p) for p in chosen}
    text = json.dumps({"form": _FORM, "values": entries}, indent=2, sort_keys=True) + "\n"
    target = Path(path)
    new = target.with_name(f".{target.name}.new")
    try:
        new.write_text(text, encoding="utf-8")
        os.replace(new, target)
    except OSError as error:
        raise TracerError(f"{target} cannot be written: {error}") from error


def _entry(parameter: ParameterState) -> dict[str, Any]:
    value = parameter.value
    if json_like(value) is UNSET:
        raise TracerError(
            f"parameter {parameter.id!r} ({parameter.where}): a {type(value).__name__} cannot be saved as JSON"
        )
    return {"kind": str(parameter.kind), "value": value, "source": _source_hash(parameter)}


def json_like(value: Any) -> Any:
    """Return a value if JSON gives it back as it is, else UNSET."""
    try:
        same = json.loads(json.dumps(value)) == value
    except (TypeError, ValueError):
        return UNSET
    return value if same and not isinstance(value, tuple) else UNSET


def _source_hash(parameter: ParameterState) -> str | None:
    if not parameter.has_source:
        return None
    return hashlib.sha256(parameter.source.encode()).hexdigest()


def load_values(path: str | os.PathLike[str]) -> list[Parameter]:
    """Set the values that `save_values` wrote, by id; return the parameters.

    Warns where the source of a parameter has changed since, and where nobody knows an id: ask `parameters` of its
    module first. Raises TracerError for another file, InvalidUpdate, with nothing set, for a value that is refused.
    """
    found: dict[Parameter, Any] = {}
    for ident, entry in read_values(path).items():
        parameter = parameter_called(ident)
        if not isinstance(parameter, Parameter):
            warnings.warn(f"{path}: no parameter {ident!r} is known here", stacklevel=2)
            continue
        if entry.get("source") not in (None, _source_hash(parameter)):
            warnings.warn(
                f"{path}: the source of parameter {ident!r} ({parameter.where}) has changed since its value was saved",
                stacklevel=2,
            )
        found[parameter] = entry["value"]
    _set_all(found)
    return list(found)


def _set_all(values: dict[Parameter, Any]) -> None:
    before = {p: p.cell.new for p in values}
    done: list[Parameter] = []
    try:
        for parameter, value in values.items():
            parameter.set(value)
            done.append(parameter)
    except InvalidUpdate:
        for parameter in done:
            parameter.history.pop()
            if before[parameter] is UNSET:
                parameter.reset()
            else:
                parameter.set(before[parameter])
                parameter.history.pop()
        raise


def read_values(path: str | os.PathLike[str]) -> dict[str, dict[str, Any]]:
    """Return the entries of a file of values by id. Raises TracerError for another file."""
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        if content["form"] == _FORM:
            values: dict[str, dict[str, Any]] = content["values"]
            return values
    except OSError as error:
        raise TracerError(f"{path} cannot be read: {error}") from error
    except (ValueError, KeyError, TypeError):
        pass
    raise TracerError(f"{path} is no file that `save_values` wrote")
