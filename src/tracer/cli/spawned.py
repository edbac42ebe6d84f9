"""Processes that `multiprocessing` starts anew: they are told to record among what they are told of the program."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType
from typing import Any

from tracer.cli.options_of_run import RunOptions
from tracer.cli.session import Session
from tracer.cli.sources import Wanted

_SPAWN = "multiprocessing.spawn"
_HERE = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))


def follow_spawns(session: Session) -> None:
    """Record in processes that this one spawns."""
    spawn = sys.modules.get(_SPAWN)
    if spawn is not None:
        _patch(spawn, session)
    else:
        sys.meta_path.insert(0, _Waiting(session))


class _Waiting:
    """Waits for the import of `multiprocessing.spawn`, and is gone."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Let the others find; patch the one module when it has been loaded."""
        if fullname != _SPAWN:
            return None
        sys.meta_path.remove(self)
        import importlib.util

        spec = importlib.util.find_spec(fullname)
        if spec is not None and spec.loader is not None:
            patching: Any = _Patching(spec.loader, self._session)
            spec.loader = patching
        return spec


class _Patching:
    """Loads as another loader does, then patches."""

    def __init__(self, loader: Any, session: Session) -> None:
        self._loader, self._session = loader, session

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Create as the other does."""
        created: ModuleType | None = self._loader.create_module(spec)
        return created

    def exec_module(self, module: ModuleType) -> None:
        """Execute as the other does."""
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        _patch(module, self._session)


def _patch(spawn: ModuleType, session: Session) -> None:
    original = vars(spawn)["get_preparation_data"]

    def get_preparation_data(name: str) -> dict[str, Any]:
        data: dict[str, Any] = original(name)
        if session.recording is not None:
            data["tracer"] = _Start(session)
        return data

    vars(spawn)["get_preparation_data"] = get_preparation_data


class _Start:
    """Pickled into the data for a child, it starts recording there when that data is read."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __reduce__(self) -> tuple[Any, ...]:
        options, wanted = self._session.options, self._session.wanted
        given = (options, wanted.paths, wanted.everything, self._session.file)
        return exec, (_BEGIN, {"here": _HERE, "given": given})


_BEGIN = """
import sys
sys.path.append(here)
try:
    from tracer.cli.spawned import begin
finally:
    sys.path.remove(here)
begin(*given)
"""


def begin(options: RunOptions, paths: Sequence[str], everything: bool, file: str | None) -> None:  # noqa: FBT001  # from a pickle
    """Record this process, a child of a recorded one."""
    from tracer.cli import places
    from tracer.cli.closing import close
    from tracer.cli.forked import at_work, follow_forks

    own = None if file is None else places.of_child(file)
    session = Session(options, Wanted(paths, everything=everything), own, close)
    session.is_child = True
    _record_main(session)
    session.begin()
    follow_forks(session)
    follow_spawns(session)
    at_work(session)
    util: Any = sys.modules["multiprocessing.util"]
    util.register_after_fork(session, at_work)  # a fork server's children forget what was before


def _record_main(session: Session) -> None:
    """The program's script is loaded again here, by `runpy`."""
    import runpy

    original = vars(runpy)["_get_code_from_file"]

    def get_code_from_file(*arguments: Any) -> Any:
        found = original(*arguments)
        path = os.path.abspath(os.fsdecode(arguments[-1]))
        if not (session.wanted(path) and path.endswith(".py")):
            return found
        code = _recording(session, path, arguments[-1])
        if code is None:
            return found
        return (code, *found[1:]) if isinstance(found, tuple) else code

    vars(runpy)["_get_code_from_file"] = get_code_from_file


def _recording(session: Session, path: str, name: str) -> CodeType | None:
    try:
        with open(path, "rb") as opened:
            source = opened.read()
    except OSError:  # `runpy` has just read it; it records nothing then
        return None
    return session.code_of_main(source, name)
