"""A script as what is optimized: run anew for each candidate, judged by the score it prints."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location
from types import CodeType, ModuleType
from typing import Any

from optimizers.running.rollouts import Judged, failure, judged
from rewriters.marked import Form
from rewriters.rewriting import rewrite
from tracer.loading import placed
from tracer.recording import MAX_EVENTS
from tracer.trainables.finding import parameters
from tracer.trainables.parameter import Parameter
from tracer.trainables.writing import edited_sources

EXAMPLE = "script"
"""The one example there is."""


class ScriptProgram:
    """`path` with its arguments. `objective` is given what it printed; without one its last line that is a number counts.

    It needs a process of its own for each candidate: nothing of it is loaded before.
    """

    max_events = MAX_EVENTS

    def __init__(
        self,
        path: str,
        arguments: Sequence[str],
        objective: Callable[[str], Any] | None = None,
        others: Sequence[str] = (),
    ) -> None:
        self.path, self.arguments, self.objective = os.path.abspath(path), arguments, objective
        files = dict.fromkeys([self.path, *map(os.path.abspath, others)])
        self.parameters: Sequence[Parameter] = [p for f in files for p in parameters(f)]
        self._edited: Mapping[str, bytes] = {}

    def use(self, values: Mapping[Parameter, Any]) -> None:
        """Marks that are calls give the new value when they are evaluated; what else is changed is changed in the text."""
        edits = {}
        for parameter, value in values.items():
            if parameter.mark.form is Form.CALL:
                parameter.set(value)
            else:
                edits[parameter] = value
        self._edited = edited_sources(edits)

    def judge(self, example: str) -> Judged:  # noqa: ARG002  # there is one
        """Run the script."""
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed), _as_main(self):
                self._run()
        except KeyboardInterrupt:
            raise
        except SystemExit as error:
            if error.code not in {None, 0}:
                return failure(error)
        except BaseException as error:  # noqa: BLE001  # costs this candidate only
            return failure(error)
        return self._judged(printed.getvalue())

    def _run(self) -> None:
        code = self.code(self.path)
        main = sys.modules["__main__"]
        exec(code, vars(main))  # noqa: S102  # the user's own script

    def code(self, path: str) -> CodeType:
        """Return the recording code of a file as it is for this candidate."""
        data = self._edited.get(path)
        if data is None:
            with open(path, "rb") as file:
                data = file.read()
        return placed(rewrite(data, path))

    def files(self) -> set[str]:
        """Return the files that hold parameters."""
        return {p.file.path for p in self.parameters}

    def _judged(self, printed: str) -> Judged:
        if self.objective is not None:
            try:
                return judged(self.objective(printed))
            except Exception as error:  # noqa: BLE001  # as in what it judges
                return failure(error)
        for line in reversed(printed.splitlines()):
            with contextlib.suppress(ValueError):
                return judged(float(line))
        return Judged(None, "the script printed no line that is a number", "score")


@contextlib.contextmanager
def _as_main(program: ScriptProgram) -> Iterator[None]:
    """Have `__main__`, its arguments and path as when Python runs the script; imports see the candidate."""
    main = ModuleType("__main__")
    main.__file__ = program.path
    main.__dict__["__builtins__"] = __builtins__
    before = sys.modules["__main__"], sys.argv, list(sys.path)
    finder = _Finder(program)
    sys.modules["__main__"], sys.argv = main, [program.path, *program.arguments]
    sys.path.insert(0, os.path.dirname(program.path))
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        sys.modules["__main__"], sys.argv, sys.path[:] = before


class _Finder:
    """Loads the files that hold parameters as the candidate has them."""

    def __init__(self, program: ScriptProgram) -> None:
        self._program = program
        self._files = program.files()

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:  # noqa: ARG002  # the protocol's
        """Return a spec for those files."""
        tail = name.rpartition(".")[2]
        for folder in sys.path if path is None else path:
            for file in (f"{tail}.py", os.path.join(tail, "__init__.py")):
                found = os.path.abspath(os.path.join(folder, file))
                if found in self._files:
                    return spec_from_file_location(
                        name, found, loader=_Loader(name, found, self._program)
                    )
        return None


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, program: ScriptProgram) -> None:
        super().__init__(name, path)
        self._program = program

    def get_code(self, fullname: str) -> CodeType:
        """Return the candidate's code."""
        return self._program.code(self.get_filename(fullname))
