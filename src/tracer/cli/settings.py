"""Options that stand in `pyproject.toml`, under `[tool.tracer]`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from tracer.cli.misuse import Misuse, closest
from tracer.cli.options import Given, Option
from tracer.project import pyproject_above

_OTHERS = frozenset({"model", "model_optimizer", "model_task", "redact"})
"""Settings that are no options."""


def settings(options: Sequence[Option], folder: str) -> Given:
    """Return the options set in the nearest `pyproject.toml` at or above `folder`. Its paths are relative to it.

    Raises Misuse for a file that is no TOML, for unknown names and wrong types.
    """
    file = pyproject_above(folder)
    if file is None:
        return {}
    with open(file, "rb") as opened:
        text = opened.read()
    if b"tracer" not in text:  # loading the parser costs more than everything else here
        return {}
    table = _table(file, text)
    known = {option.name: option for option in options}
    given: Given = {}
    for name, value in table.items():
        if name in _OTHERS:
            continue
        if name not in known:
            near = closest(name, {*known, *_OTHERS})
            raise Misuse(f"{file}: [tool.tracer] has no setting {name!r}{near}")
        values = _values(known[name], value, f"{file}: [tool.tracer] {name}")
        if values:
            given[name] = values
    if "source" in given:
        given["source"] = [_at(os.path.dirname(file), source) for source in given["source"]]
    return given


def _table(file: str, text: bytes) -> dict[str, Any]:
    import tomllib

    try:
        table = tomllib.loads(text.decode()).get("tool", {}).get("tracer", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misuse(f"{file} cannot be read: {error}") from error
    if not isinstance(table, dict):
        raise Misuse(f"{file}: [tool.tracer] is no table")
    return table


def _values(option: Option, value: Any, where: str) -> list[str]:
    """Return the setting as the command line would give it."""
    if not option.metavar:
        if not isinstance(value, bool):
            raise Misuse(f"{where} is true or false, not {value!r}")
        return [""] if value else []
    if option.many and isinstance(value, list) and all(isinstance(v, str) for v in value):
        return list(value)
    if isinstance(value, str):
        return [value]
    if isinstance(value, int) and not isinstance(value, bool):
        return [str(value)]
    raise Misuse(f"{where} is {'a list of texts' if option.many else 'a text'}, not {value!r}")


def _at(folder: str, source: str) -> str:
    """Return a source relative to `folder` as a path, if it is one: the name of a package stays."""
    path = os.path.join(folder, source)
    return path if os.path.exists(path) or any(c in source for c in "/\\*?[") else source
