"""Processes that `multiprocessing` starts anew: they are told to record among what they are told of the program."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from types import CodeType
from typing import Any

from tracer.arrivals import Arrivals
from tracer.cli.options_of_run import RunOptions
from tracer.cli.session import Session
from tracer.cli.sources import Wanted

_SPAWN = "multiprocessing.spawn"
_HERE = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))


def follow_spawns(session: Session) -> None:
    """Record in processes that this one spawns."""
    if _SPAWN in sys.modules:
        _patch(session)
        return

    def arrived() -> None:
        arrivals.take_away()
        _patch(session)

    arrivals = Arrivals({_SPAWN}, arrived)
    arrivals.put_in_place()


def _patch(session: Session) -> None:
    spawn = sys.modules[_SPAWN]
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
