"""A recorder that calls a function for each expression: slow, easy to trust, and what the tape is compared with."""

from __future__ import annotations

import ast
import contextlib
import io
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from types import CodeType, ModuleType
from typing import Any

from tests.programs.observe import ADDRESS, uncollected

from rewriters.compiling import bind, compile_recording
from rewriters.emit import helper
from rewriters.instrument.rules import instrument
from rewriters.sites import SiteTable, site_rows
from rewriters.templates import Action
from tracer import Recording, record
from tracer.loading import recording_code
from tracer.runtime import HELPERS
from tracer.values import NOT_KEPT

FILENAME = "program.py"
MODULE = "program"
_SHOWN = (int, float, complex, str, bytes, bool, type(None), type(...))
_NO_VALUES = frozenset({"Constant", "FormattedValue", "Starred", "Slice"})

Seen = tuple[int, Any]
"""Site and value of one evaluation."""
Entry = Callable[[ModuleType], object]


@dataclass(frozen=True, slots=True)
class Program:
    """A program's text, with its site table."""

    source: str
    filename: str = FILENAME

    @property
    def sites(self) -> SiteTable:
        """The table of the program's sites."""
        return SiteTable(self.filename, self.source, site_rows(ast.parse(self.source)))

    def described(self, seen: list[Seen]) -> list[str]:
        """Describe evaluations; objects are numbered as they appear, which tells their identities."""
        sites, numbers = self.sites, dict[int, int]()
        left_out = frozenset(
            s for s in range(len(sites)) if _has_no_value(sites, s) or decides(sites, s)
        )
        spoken = ((sites[site], value) for site, value in seen if site not in left_out)
        return [f"{s.line}:{s.col} {s.code} = {_shown(value, numbers)}" for s, value in spoken]


def call_main(module: ModuleType) -> object:
    """Call a program's `main`."""
    return module.main()


def expected_events(program: Program, entry: Entry = call_main) -> list[str]:
    """Describe the evaluations of a program's expressions, as seen one call at a time."""
    sites = program.sites
    rewritten = instrument(ast.parse(program.source), sites, 0, batch=False, guards=False)
    steps = [row[2] for row in rewritten.templates.rows]
    deciding = {n for n, own in enumerate(steps) if len(own) == 1 and decides(sites, own[0] >> 2)}
    tree = _Unwrapping(deciding).visit(rewritten.tree)
    seen: list[Seen] = []

    def single(number: int, value: Any) -> Any:
        own = steps[number]
        if own and own[0] & 3 == Action.EVALUATE:
            seen.append((own[0] >> 2, value))
        return value

    code = compile_recording(tree, program.filename)
    with uncollected(), record():
        run_module(bind(code, _observing(single)), program.filename, entry)
    return program.described(seen)


def actual_events(program: Program, entry: Entry = call_main) -> list[str]:
    """Describe the evaluations of a program's expressions, as the tape tells them."""
    return program.described([(e.site.id, e.value) for e in evaluated(recorded(program, entry))])


def recorded(program: Program, entry: Entry = call_main) -> Recording:
    """Return a recording of a program's module and its `main`."""
    make = partial(recording_code, program.source.encode(), program.filename)
    with uncollected(), record() as run:
        run_module(make, program.filename, entry)
    return run


def evaluated(run: Recording) -> Iterator[Any]:
    """Iterate over a recording's evaluations: events that are no store and no outcome of a test."""
    return (event for event in run.events() if event.action is Action.EVALUATE)


def run_module(code: CodeType | Callable[..., CodeType], filename: str, entry: Entry) -> ModuleType:
    """Run code (made for the module's namespace, where that is asked for) as a fresh module, then `entry`.

    What either raises is no matter here.
    """
    module = ModuleType(MODULE)
    module.__file__ = filename
    before = sys.modules.get(MODULE)
    sys.modules[MODULE] = module
    try:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # random programs give plenty
            made = code if isinstance(code, CodeType) else code(namespace=vars(module))
            _run(made, module, entry)
    finally:
        del sys.modules[MODULE]
        if before is not None:
            sys.modules[MODULE] = before
    return module


def _run(made: CodeType, module: ModuleType, entry: Entry) -> None:
    try:
        exec(made, vars(module))
        entry(module)
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001  # a program may end with anything, and does so in both runs
        pass


def decides(sites: SiteTable, site: int) -> bool:
    """Does the compiler jump straight from the parts of this expression? To ask for its value would ask their truth twice.

    What it gives follows from its parts; other tests say so.
    """
    node, role, parent, *_ = sites.rows[site]
    if node not in {"BoolOp", "IfExp", "Compare", "UnaryOp"}:
        return False
    if (node == "Compare" and len(sites.children[site]) < 3) or (
        node == "UnaryOp" and not sites[site].code.startswith("not")
    ):
        return False
    if role in {"test", "ifs", "guard"} or (node == sites.rows[parent][0] == "BoolOp"):
        return True
    return role in {"operand", "values", "body", "orelse"} and decides(sites, parent)


class _Unwrapping(ast.NodeTransformer):
    """Takes some calls of the recorder away, and leaves what they record."""

    def __init__(self, records: set[int]) -> None:
        self.records = records

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Constant) and node.func.value == helper("single").value:  # type: ignore[attr-defined]
            number = node.args[0]
            if isinstance(number, ast.Constant) and number.value in self.records:
                return node.args[1]
        return node


def _observing(single: Callable[[int, Any], Any]) -> dict[str, object]:
    nothing: dict[str, object] = {
        "single": single,
        "enter": lambda *_: None,
        "exit": lambda _, value: value,
        "note": lambda _: None,
    }
    return {**HELPERS, **nothing}


def _has_no_value(sites: SiteTable, site: int) -> bool:
    """Constants, parts that are no values, methods that are called, `super()`: neither recorder keeps these."""
    node, role, *_, loaded = sites.rows[site]
    children = sites.children[site]
    if node in _NO_VALUES or not loaded or (node == "Attribute" and role == "func"):
        return True
    if node == "Tuple":
        return any(sites.rows[c][0] == "Slice" for c in children)
    if node == "Name" and role == "func":
        return sites.rows[site][3] == "super"
    return node == "Call" and sites.rows[children[0]][:4:3] == ("Name", "super")


def _shown(value: Any, numbers: dict[int, int]) -> str:
    if value is NOT_KEPT:
        return "<not kept>"
    if type(value) in _SHOWN:
        return ADDRESS.sub("0x…", repr(value)[:80])
    return f"{type(value).__name__} {numbers.setdefault(id(value), len(numbers))}"
