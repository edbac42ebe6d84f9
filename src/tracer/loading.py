"""Recording code in this process: from source to bound code, and which module a record id belongs to."""

from __future__ import annotations

import ast
from types import CodeType

from rewriters.compiling import bind, compile_recording
from rewriters.rewriting import Rewritten, Variant, rewrite, rewrite_tree
from rewriters.templates import ID_BITS
from tracer.runtime import HELPERS

_modules: dict[int, Rewritten] = {}


def recording_code(source: bytes, path: str, variant: Variant | None = None) -> CodeType:
    """Return the code of a whole module that records itself while a recording is open, and is plain otherwise.

    Raises what `compile` raises for source that is not valid.
    """
    rewritten = rewrite(source, path, variant)
    _modules[rewritten.base >> ID_BITS] = rewritten
    assert rewritten.code is not None
    return bind(rewritten.code, HELPERS)


def recording_tree(tree: ast.Module, source: bytes, path: str, variant: str) -> ast.Module:
    """Return the recording form of a tree that another tool compiles; `bound` makes its code ready."""
    new, rewritten = rewrite_tree(tree, source, path, variant)
    _modules[rewritten.base >> ID_BITS] = rewritten
    return new


def bound(tree: ast.Module, path: str) -> CodeType:
    """Compile a tree that `recording_tree` made."""
    return bind(compile_recording(tree, path), HELPERS)


def module_of(record: int) -> Rewritten:
    """Return the module whose code writes records with this id."""
    return _modules[record >> ID_BITS]
