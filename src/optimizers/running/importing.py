"""What words `module:name` mean."""

from __future__ import annotations

import importlib
import os
import traceback
from collections.abc import Callable
from types import ModuleType
from typing import Any

from tracer.errors import TracerError


def called(name: str) -> Callable[..., Any]:
    """Return the function `module:function`. Raises TracerError where there is none."""
    found = named(name)
    if not callable(found):
        raise TracerError(f"{name!r} is no function: write module:function")
    return found  # type: ignore[no-any-return]  # looked at just before


def named(name: str) -> Any:
    """Return what `module:name` means, None where the module has no such name. Raises TracerError if it cannot be imported."""
    module, _, inside = name.partition(":")
    if not module or not inside:
        return None
    found: Any = _imported(module)
    for part in inside.split("."):
        found = getattr(found, part, None)
    return found


def _imported(module: str) -> ModuleType:
    try:
        return importlib.import_module(module)
    except TracerError:
        raise
    except (Exception, SystemExit) as error:
        told = " ".join(str(error).split())
        raise TracerError(
            f"{module} cannot be imported: {type(error).__name__}: {told}{_place(error)}"
        ) from error


def _place(error: BaseException) -> str:
    """Where an import failed: the last line of the user's that was reached."""
    if isinstance(error, SyntaxError):
        return ""  # its message has it
    frames = [f for f in traceback.extract_tb(error.__traceback__) if _is_users(f.filename)]
    return f" ({os.path.relpath(frames[-1].filename)}:{frames[-1].lineno})" if frames else ""


def _is_users(file: str) -> bool:
    return os.path.isfile(file) and file not in {__file__, importlib.__file__}
