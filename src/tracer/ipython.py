"""Notebooks and IPython: after `%load_ext tracer` every cell is recorded while a recording is open."""

from __future__ import annotations

import ast
import warnings
from types import CodeType
from typing import Any

from rewriters.compiling import bind, compile_recording, compile_reraising
from tracer.loading import recording_tree
from tracer.modules import module_of
from tracer.runtime import HELPERS, leave

_AWAIT = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
_cells: set[str] = set()
"""The names of cells that have been made recording."""
_running: list[int] = []
"""Of each cell that runs, the record that says that it has ended."""


class _Recording:
    """Mixed into the class of the shell's compiler, which parses a cell once and compiles it statement by statement."""

    def ast_parse(self, source: str, filename: str = "<unknown>", symbol: str = "exec") -> ast.AST:
        """Return the tree of a cell in its recording form; of anything else the tree."""
        tree: ast.AST = super().ast_parse(source, filename, symbol)  # type: ignore[misc]  # the shell's own class
        is_cell = filename in getattr(self, "_filename_map", ())
        if not is_cell or not isinstance(tree, ast.Module) or not tree.body:
            return tree
        return _recording_cell(tree, source, filename)

    def __call__(self, source: Any, filename: str, symbol: str, *rest: Any) -> CodeType:
        """Compile, with our helpers where they belong."""
        plainly = super().__call__  # type: ignore[misc]  # as above

        def compiled(source: Any) -> CodeType:
            code: CodeType = plainly(source, filename, symbol, *rest)
            return code

        if filename not in _cells or not isinstance(source, ast.AST):
            return compiled(source)
        with warnings.catch_warnings():
            # our helpers stand in the tree as constants of this type until they are bound
            warnings.filterwarnings("ignore", "'tuple' object is not callable", SyntaxWarning)
            return bind(compile_reraising(source, compiled), HELPERS)


def _recording_cell(tree: ast.Module, source: str, filename: str) -> ast.Module:
    """Return the recording form of a cell whose statements may be compiled one by one.

    What begins a module's frame stays in front; what ends it is said when the cell is done. The last statement is
    shown by the shell only if the user's was an expression.
    """
    shows = isinstance(tree.body[-1], ast.Expr)
    new, digest = recording_tree(tree, source.encode(), filename, "ipython")
    enter, guarded, end = new.body
    assert isinstance(guarded, ast.Try)
    body = [enter, *guarded.body]
    if not shows:
        body.append(ast.copy_location(ast.Pass(), body[-1]))
    _cells.add(filename)
    _running.append(_record_of(end))
    module_of(digest).code = _compiled(ast.Module(body, []), filename)
    return ast.Module(body, [])


def _record_of(end: ast.stmt) -> int:
    assert isinstance(end, ast.Expr)
    assert isinstance(end.value, ast.Call)
    record = end.value.args[0]
    assert isinstance(record, ast.Constant)
    assert isinstance(record.value, int)
    return record.value


def _compiled(cell: ast.Module, filename: str) -> CodeType:
    """Compile a cell as a whole, for reading: the shell does it in pieces. `await` may stand at its top level."""
    try:
        return compile_recording(cell, filename)
    except SyntaxError:

        def awaiting(tree: Any) -> CodeType:
            code: CodeType = compile(tree, filename, "exec", _AWAIT, dont_inherit=True)
            return code

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the shell compiles it once more
            return compile_reraising(cell, awaiting)


def _ended(_result: Any) -> None:
    """Say that a cell is done, also where it raised."""
    if _running:
        leave(_running.pop(), None)


def load_ipython_extension(shell: Any) -> None:
    """Begin: cells that run from now on can be recorded. Called by `%load_ext tracer`."""
    own = type(shell.compile)
    if issubclass(own, _Recording):
        return
    shell.compile.__class__ = type(own.__name__, (_Recording, own), {})
    shell.events.register("post_run_cell", _ended)


def unload_ipython_extension(shell: Any) -> None:
    """End: cells that run from now on are plain. Called by `%unload_ext tracer`."""
    own = type(shell.compile)
    if issubclass(own, _Recording):
        shell.compile.__class__ = own.__bases__[1]
        shell.events.unregister("post_run_cell", _ended)
