"""The JSON schema of a reply, for models that keep to one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracer.trainables.parameter import Parameter


def response_format(parameters: Iterable[Parameter], names: Mapping[str, str]) -> dict[str, Any]:
    """Return the option `response_format`: reasoning, and a value for any of the parameters; `names`: theirs, by id."""
    suggestion = {
        "type": "object",
        "properties": {names[p.id]: _type(p) for p in parameters},
        "additionalProperties": False,
    }
    schema = {
        "type": "object",
        "properties": {"reasoning": {"type": "string"}, "suggestion": suggestion},
        "required": ["reasoning", "suggestion"],
        "additionalProperties": False,
    }
    named = {"name": "suggestion", "schema": schema}
    return {"type": "json_schema", "json_schema": named}


def _type(parameter: Parameter) -> Mapping[str, Any]:
    """Return what a value may be; that of a literal is written as text."""
    if parameter.choices is not None and all(type(c) in _SCALARS for c in parameter.choices):
        return {"enum": list(parameter.choices)}
    return {"type": _SCALARS.get(type(parameter.value), "string")}


_SCALARS: Mapping[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
}
