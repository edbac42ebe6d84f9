"""`run`: a program as `python` would run it, recorded."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import CodeType
from typing import Any

from tracer.cli.endings import is_interrupt, tell, without_ours
from tracer.cli.program import Form, Program, call_of, hand_over, source_of
from tracer.cli.session import Session


def run(this: Program, session: Session) -> bool:
    """Run the program. Leaves as it does, by SystemExit; returns, if it just ends, whether by Ctrl-C."""
    call, arguments = call_of(this, _Maker(this, session))
    session.begin()
    error = _error(call, arguments)
    if error is None:
        return False
    session.failed(error)
    tell(error)
    if is_interrupt(error):
        return True
    del error
    sys.exit(1)


def _error(call: Callable[..., Any], arguments: tuple[Any, ...]) -> BaseException | None:
    """Return what left the program. SystemExit passes: the interpreter knows what to do."""
    try:
        call(*arguments)
    except SystemExit:
        raise
    except BaseException as error:  # noqa: BLE001  # told by the caller, while nothing is being handled
        return without_ours(error)
    return None


class _Maker:
    """Makes the code of a script."""

    def __init__(self, this: Program, session: Session) -> None:
        self._this, self._session = this, session

    def __call__(self, name: str) -> CodeType:
        """Return recording code of the program's source; what is no program is told by Python itself."""
        source = self._source(name)
        plain, warned = _compiled(source, name, self._this)
        for warning in warned:
            _warn_again(warning)
        _show_lines(source, name)
        return self._session.code_of_main(source, name) or plain

    def _source(self, name: str) -> bytes:
        try:
            return source_of(self._this)
        except OSError as error:
            program = sys.orig_argv[0]
            problem = f"[Errno {error.errno}] {error.strerror}"
            sys.stderr.write(f"{program}: can't open file {name!r}: {problem}\n")
            sys.exit(2)


def _compiled(source: bytes, name: str, this: Program) -> tuple[CodeType, list[Any]]:
    """Return the plain code, and what Python warned of.

    Programs are compiled at each start, and warned of each time; ours come from a cache.
    """
    import warnings

    try:
        with warnings.catch_warnings(record=True) as warned:
            return compile(source, name, "exec", dont_inherit=True), warned
    except (SyntaxError, ValueError) as error:
        if this.form is Form.SCRIPT:
            hand_over(this)
        tell(error.with_traceback(None))
        sys.exit(1)


def _warn_again(warning: Any) -> None:
    import warnings

    warnings.showwarning(
        warning.message, warning.category, warning.filename, warning.lineno, None, warning.line
    )


def _show_lines(source: bytes, name: str) -> None:
    """From 3.13 on Python shows lines of `-c`."""
    if name == "<string>" and sys.version_info >= (3, 13):
        import linecache

        text = source.decode("utf-8", "surrogateescape")[:-1]
        vars(linecache)["_register_code"](name, text, name)
