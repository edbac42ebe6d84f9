"""Other ways to watch a program: each runs one function, and says how long that took."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from types import FrameType, ModuleType
from typing import TYPE_CHECKING, Any

import programs
import states
from programs import entry
from timing import cpu

if TYPE_CHECKING:
    from programs import Program

Run = Callable[["Program", float], float]


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool: what it keeps of a program, and how to run one under it. `missing`: why it cannot."""

    name: str
    keeps: str
    run: Run
    missing: str | None = None


def _ours(program: Program, scale: float) -> float:
    return states.recorded(entry(programs.hooked(program)), scale)[0]


def _ignore(*_: object) -> None:
    """Take an event and keep nothing."""


def _watch_nothing(frame: FrameType, _event: str, _: object) -> Any:
    frame.f_trace_opcodes = True
    return _watch_nothing


def _watch_offsets() -> Callable[..., Any]:
    kept: list[object] = []

    def watch(frame: FrameType, event: str, _: object) -> Any:
        frame.f_trace_opcodes = True
        kept.append((frame.f_code, frame.f_lasti, event))
        return watch

    return watch


def _take_offsets() -> Callable[..., None]:
    kept: list[object] = []

    def take(*event: object) -> None:
        kept.append(event)

    return take


def _settrace(watching: Callable[[], Callable[..., Any]]) -> Run:
    def run(program: Program, scale: float) -> float:
        call, trace = entry(programs.plain(program)), watching()

        def traced() -> None:
            sys.settrace(trace)
            try:
                call(scale)
            finally:
                sys.settrace(None)

        return cpu(traced)

    return run


def _setprofile(program: Program, scale: float) -> float:
    call = entry(programs.plain(program))

    def profiled() -> None:
        sys.setprofile(_ignore)
        try:
            call(scale)
        finally:
            sys.setprofile(None)

    return cpu(profiled)


def _monitoring(taking: Callable[[], Callable[..., None]]) -> Run:
    def run(program: Program, scale: float) -> float:
        call = entry(programs.plain(program))
        monitoring = vars(sys)["monitoring"]
        tool, instruction = monitoring.PROFILER_ID, monitoring.events.INSTRUCTION
        monitoring.use_tool_id(tool, "benchmark")
        monitoring.register_callback(tool, instruction, taking())

        def monitored() -> None:
            monitoring.set_events(tool, instruction)
            try:
                call(scale)
            finally:
                monitoring.set_events(tool, 0)

        try:
            return cpu(monitored)
        finally:
            monitoring.register_callback(tool, instruction, None)
            monitoring.free_tool_id(tool)

    return run


_EXPRESSIONS = (
    "load_name after_attribute_load after_subscript_load after_binop after_compare after_boolop after_unaryop "
    "after_call after_argument after_assign_rhs after_return after_if_test after_list_literal after_dict_literal "
    "after_tuple_literal after_set_literal after_int after_string after_fstring after_lambda after_comprehension_elt"
).split()


def _pyccolo(program: Program, scale: float) -> float:
    """Keep the values of pyccolo's events of every kind of expression."""
    import pyccolo  # type: ignore[import-not-found]  # optional

    kept: list[object] = []
    events = tuple(getattr(pyccolo.TraceEvent, name) for name in _EXPRESSIONS)

    class Keeping(pyccolo.BaseTracer):  # type: ignore[misc]  # as above
        @pyccolo.register_handler(events)  # type: ignore[untyped-decorator]  # as above
        def keep(self, value: object, *_: object, **__: object) -> object:
            kept.append(value)
            return value

        def should_instrument_file(self, _: str) -> bool:
            return True

    path, module = str(program.path), ModuleType(program.name)
    tracer = Keeping.instance()
    with tracer.tracing_enabled(tracing_enabled_file=path):
        tree = tracer.make_ast_rewriter(path=path).visit(ast.parse(program.source, path))
        code = compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)
        exec(code, vars(module))
        kept.clear()
        took = cpu(entry(module), scale)
    if not kept:
        raise RuntimeError("nothing was kept")
    return took


def peers() -> list[Peer]:
    """Return the tools, ours first."""
    monitoring = None if hasattr(sys, "monitoring") else "needs Python 3.12"
    pyccolo = None if find_spec("pyccolo") else "not installed"
    version = "" if pyccolo else f" {metadata.version('pyccolo')}"
    return [
        Peer("spangrad", "values", _ours),
        Peer("sys.setprofile", "nothing (calls)", _setprofile),
        Peer("sys.settrace with opcodes", "nothing", _settrace(lambda: _watch_nothing)),
        Peer("sys.settrace with opcodes, appending", "offsets", _settrace(_watch_offsets)),
        Peer("sys.monitoring INSTRUCTION", "nothing", _monitoring(lambda: _ignore), monitoring),
        Peer(
            "sys.monitoring INSTRUCTION, appending",
            "offsets",
            _monitoring(_take_offsets),
            monitoring,
        ),
        Peer(f"pyccolo{version}", "values", _pyccolo, pyccolo),
    ]
