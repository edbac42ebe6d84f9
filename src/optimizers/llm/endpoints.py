"""Which model is asked, and where: from the argument, the environment, the project, or AutoGen's list."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from optimizers.errors import ModelError
from tracer.project import nearest_pyproject

_LIST = "OAI_CONFIG_LIST"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A model's name as litellm knows it, and how it is reached. The key is in no repr."""

    model: str
    api_base: str | None = None
    api_key: str | None = field(default=None, repr=False)
    more: Mapping[str, str] = field(default_factory=dict)

    def arguments(self) -> dict[str, Any]:
        """Return what litellm is told of it."""
        given = {"api_base": self.api_base, "api_key": self.api_key, **self.more}
        return {"model": self.model, **{k: v for k, v in given.items() if v is not None}}


def find(
    model: str | None = None,
    api_base: str | None = None,
    api_key: str | None = None,
    *,
    role: str | None = None,
) -> Endpoint:
    """Return the endpoint that is meant.

    The model is the argument, else `TRACER_MODEL_<ROLE>`, `TRACER_MODEL`, else `model_<role>` or `model` in
    `[tool.tracer]` of the nearest pyproject.toml, else the first of `OAI_CONFIG_LIST` (JSON, or a path to it; or a file
    of that name here). Raises ModelError, naming the ways, if there is none.
    """
    named = model or _from_environment(role) or _from_project(role)
    listed = _listed(named)
    if listed is not None:
        return Endpoint(
            listed.model, api_base or listed.api_base, api_key or listed.api_key, listed.more
        )
    if named is None:
        raise ModelError(
            "no model is named. Name one in one of three ways: LLM('provider/model'), the environment variable "
            "TRACER_MODEL, or model = 'provider/model' under [tool.tracer] in pyproject.toml; its key goes to "
            "LLM(api_key=…) or the provider's variable (OPENAI_API_KEY, …). Or pass a function from messages to text."
        )
    return Endpoint(named, api_base, api_key)


def _from_environment(role: str | None) -> str | None:
    own = os.environ.get(f"TRACER_MODEL_{role.upper()}") if role else None
    return own or os.environ.get("TRACER_MODEL") or None


def _from_project(role: str | None) -> str | None:
    file = nearest_pyproject(Path.cwd())
    if file is None:
        return None
    try:
        table = tomllib.loads(file.read_text("utf-8")).get("tool", {}).get("tracer", {})
    except tomllib.TOMLDecodeError as error:
        raise ModelError(f"{file}: cannot be read ({error}); correct it") from error
    found = (table.get(f"model_{role}") if role else None) or table.get("model")
    if found is not None and not isinstance(found, str):
        raise ModelError(f"{file}: [tool.tracer] model is no text; write model = 'provider/model'")
    return found


def _listed(model: str | None) -> Endpoint | None:
    """Return the entry of AutoGen's list for a model, or its first entry."""
    text, where = _list_text()
    if text is None:
        return None
    try:
        entries = json.loads(text)
    except ValueError as error:
        raise ModelError(f"{where}: is no JSON ({error}); correct it") from error
    if not isinstance(entries, list) or not all(
        isinstance(e, dict) and isinstance(e.get("model"), str) for e in entries
    ):
        raise ModelError(f'{where}: should be a list of objects, each with a "model"')
    entry = next((e for e in entries if model in {None, e["model"], _name(e)}), None)
    return None if entry is None else _endpoint(entry)


def _list_text() -> tuple[str | None, str]:
    given = os.environ.get(_LIST)
    if given is None:
        path = Path(_LIST)
        return (path.read_text("utf-8"), _LIST) if path.is_file() else (None, _LIST)
    if given.lstrip()[:1] in {"[", "{"}:
        return given, f"the environment variable {_LIST}"
    try:
        return Path(given).read_text("utf-8"), given
    except OSError as error:
        raise ModelError(
            f"{given}, named by {_LIST}, cannot be read ({error.strerror}); correct the path"
        ) from error


def _name(entry: Mapping[str, Any]) -> str:
    """Return the name litellm gives such a model."""
    kind = entry.get("api_type", "")
    if kind == "azure":
        return f"azure/{entry['model']}"
    return f"openai/{entry['model']}" if entry.get("base_url") else str(entry["model"])


def _endpoint(entry: Mapping[str, Any]) -> Endpoint:
    version = entry.get("api_version")
    more = {"api_version": str(version)} if version else {}
    base = entry.get("base_url") or entry.get("api_base")
    return Endpoint(_name(entry), base, entry.get("api_key"), more)
