"""Runs programs plainly, with other inputs and a bounded number of steps, or recorded."""

import ast
import re
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import _lru_cache_wrapper
from types import CodeType, ModuleType
from typing import Any

from tracer import Recording, modules, record
from tracer.loading import recording_code

from .inputs import Input, Value, inputs, is_mark

FUEL = 1500  # turns of loops and entries of functions
FILENAME = "program.py"
_ADDRESS = re.compile(r"0x[0-9a-f]{6,}")


class OutOfFuelError(BaseException):
    """More steps than a program of the generator should need; no handler of a program takes it."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What `main()` gave, as text, for a program may go on to change the object."""

    output: str


@dataclass(frozen=True, slots=True)
class Raised:
    """The program did not end normally."""

    kind: str


class Program:
    """A source, compiled once for all runs: the marks look up their value of the run."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tree = ast.parse(source)
        self.inputs: list[Input] = inputs(self.tree)
        self._code = _fuelled(source)

    def run(self, changes: Mapping[str, Value]) -> Ended | Raised:
        """Run with other values for some inputs, as if the source had them in their place."""
        tank = _Tank(FUEL)
        names = {
            "__name__": "program",
            "trainable": lambda value, name: changes.get(name, value),
            _TICK: tank.tick,
        }
        return _ended(self._code, names)

    def record(self, *, imported: bool = False) -> tuple[Recording, Ended | Raised]:
        """Run recorded: all of it, or when `imported` only `main`."""
        module = ModuleType("program")
        code = _recording(self.source, vars(module))
        if imported:
            exec(code, vars(module))
            with record() as run:
                return run, _ended(None, vars(module))
        with record() as run:
            return run, _ended(code, vars(module))

    @contextmanager
    def recorded(self, *, imported: bool = False) -> Iterator[tuple[Recording, Ended | Raised]]:
        """Run recorded as `record` does; afterwards the recording cannot be read any more, for memory's sake."""
        known = set(modules._modules)
        try:
            yield self.record(imported=imported)
        finally:
            for digest in set(modules._modules) - known:
                if (
                    modules._modules[digest].sites.file == FILENAME
                ):  # others are made at a first recording
                    del modules._modules[digest]
            _clear_caches()

    @property
    def is_importable(self) -> bool:
        """Does module level only define things? What it computes cannot be followed when only `main` is recorded."""
        values = (node.value for node in self.tree.body if isinstance(node, ast.Assign))
        return all(is_mark(value) or not isinstance(value, ast.Call) for value in values)

    def evaluated_before(self) -> set[str]:
        """Return the inputs that an import evaluates and that fill no place a later load could be found by."""
        return {each.name for each in self.inputs if each.at_import and not each.is_bound}


def substituted(source: str, name: str, value: Value) -> str:
    """Return the source in which the input of that name has another value."""
    found = next(each for each in inputs(ast.parse(source)) if each.name == name)
    lines = source.encode().split(b"\n")
    row = found.literal.lineno - 1
    start, end = found.literal.col_offset, found.literal.end_col_offset
    lines[row] = lines[row][:start] + repr(value).encode() + lines[row][end:]
    return b"\n".join(lines).decode()


def _ended(code: CodeType | None, names: dict[str, Any]) -> Ended | Raised:
    try:
        if code is not None:
            exec(code, names)
        return Ended(_ADDRESS.sub("0x…", repr(names["main"]())))
    except (Exception, OutOfFuelError) as error:  # noqa: BLE001  # a program may raise anything
        return Raised(type(error).__name__)


def _recording(source: str, names: dict[str, Any]) -> CodeType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of random code that makes little sense
        return recording_code(source.encode(), FILENAME, namespace=names)


def _clear_caches() -> None:
    """What is worked out of site tables is kept with them: after thousands of programs that is gigabytes."""
    ours = [module for name, module in sys.modules.items() if name.startswith("tracer.")]
    for value in [value for module in ours for value in vars(module).values()]:
        if isinstance(value, _lru_cache_wrapper):
            value.cache_clear()


@dataclass(slots=True)
class _Tank:
    left: int

    def tick(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise OutOfFuelError


_TICK = "@tick"  # no name of a program's


@dataclass
class _Fuelled(ast.NodeTransformer):
    """Puts a tick at the head of every function and loop, and takes the import of `trainable` away."""

    tick: ast.expr = field(
        default_factory=lambda: ast.Call(ast.Name(_TICK, ast.Load()), args=[], keywords=[])
    )

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt:
        return ast.copy_location(ast.Pass(), node) if node.module == "tracer" else node

    def _ticking(self, node: Any) -> Any:
        self.generic_visit(node)
        node.body.insert(0, ast.Expr(self.tick))
        return node

    visit_FunctionDef = _ticking  # noqa: N815  # the names of `ast`
    visit_For = _ticking  # noqa: N815
    visit_While = _ticking  # noqa: N815


def _fuelled(source: str) -> CodeType:
    tree = ast.fix_missing_locations(_Fuelled().visit(ast.parse(source)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return compile(tree, FILENAME, "exec", dont_inherit=True)
