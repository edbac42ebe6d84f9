"""Everything that a run of a program shows, as a value that can be compared."""

import contextlib
import gc
import io
import linecache
import re
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType, ModuleType, TracebackType

MODULE = "program"
FILENAME = "program.py"
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")

CodeOf = Callable[[str, str], CodeType]  # (source, filename) → the code of the module


@dataclass(frozen=True, slots=True)
class Observation:
    """What one run did; addresses are masked, and the traceback starts at the program's first frame.

    `ended`: the line at which each frame of the traceback was left.
    """

    output: str
    log: tuple[str, ...]
    result: str
    exception: str
    traceback: str
    warnings: tuple[str, ...]
    namespace: tuple[str, ...]
    ended: tuple[int | None, ...]


def plain(source: str, filename: str) -> CodeType:
    """Return the code of `source` as Python itself compiles it."""
    return compile(source, filename, "exec", dont_inherit=True)


def observe(source: str, code_of: CodeOf = plain, *, filename: str = FILENAME) -> Observation:
    """Run `source` as a fresh module, through the code that `code_of` makes of it, then its `main()`.

    What `code_of` raises is raised; what the program raises is observed, save KeyboardInterrupt.
    """
    module = ModuleType(MODULE)
    module.__file__ = filename
    with uncollected(), _registered(module, source, filename), _captured() as (output, caught):
        result, error = _run(module, code_of(source, filename))
        # First, for a `__repr__` of the program may log.
        log = tuple(_masked(repr(entry)) for entry in vars(module).get("LOG", ()))
        return Observation(
            log=log,
            result=_masked(repr(result)),
            exception="" if error is None else _masked(f"{type(error).__name__}: {error}"),
            traceback="" if error is None else _masked(_traceback(error, filename)),
            warnings=tuple(
                _masked(warnings.formatwarning(w.message, w.category, w.filename, w.lineno, ""))
                for w in caught
            ),
            namespace=_namespace(module),
            output=_masked(output.getvalue()),
            ended=() if error is None else tuple(_ended(error.__traceback__, filename)),
        )


def _run(module: ModuleType, code: CodeType) -> tuple[object, BaseException | None]:
    try:
        exec(code, vars(module))
        return vars(module)["main"](), None
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001  # a program may end with SystemExit
        return None, error


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Let the collector wait: what it ends, generators of programs before this one, would run in the midst of this one."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@contextlib.contextmanager
def _registered(module: ModuleType, source: str, filename: str) -> Iterator[None]:
    """Let imports find `module`, and tracebacks its lines."""
    before = sys.modules.get(MODULE)
    sys.modules[MODULE] = module
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    try:
        yield
    finally:
        del linecache.cache[filename], sys.modules[MODULE]
        if before is not None:
            sys.modules[MODULE] = before


@contextlib.contextmanager
def _captured() -> Iterator[tuple[io.StringIO, list[warnings.WarningMessage]]]:
    with (
        contextlib.redirect_stdout(io.StringIO()) as output,
        warnings.catch_warnings(record=True) as caught,
    ):
        warnings.simplefilter("always")
        yield output, caught


def _traceback(error: BaseException, filename: str) -> str:
    trace = _from_program(error.__traceback__, filename)
    return "".join(traceback.format_exception(type(error), error, trace))


def _ended(trace: TracebackType | None, filename: str) -> Iterator[int | None]:
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == filename:
            yield trace.tb_frame.f_lineno
        trace = trace.tb_next


def _from_program(trace: TracebackType | None, filename: str) -> TracebackType | None:
    """Return `trace` without our frames, which are before the program's first."""
    while trace is not None and trace.tb_frame.f_code.co_filename != filename:
        trace = trace.tb_next
    return trace


def _namespace(module: ModuleType) -> tuple[str, ...]:
    """Return the public names of `module`, sorted, with their values; the log is observed apart."""
    public = {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_") and name != "LOG"
    }
    return tuple(_masked(f"{name} = {public[name]!r}") for name in sorted(public))


def _masked(text: str) -> str:
    return ADDRESS.sub("0x…", text)
