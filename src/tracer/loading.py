"""Recording code in this process: from source to code whose helpers are bound."""

from __future__ import annotations

from collections.abc import Mapping
from types import CodeType
from typing import TYPE_CHECKING, Any

from rewriters.compiling import bind, compile_recording
from rewriters.rewriting import Rewritten, Variant, rewrite, rewrite_tree
from rewriters.templates import ID_BITS
from tracer.modules import Module, module_of, note_dual, register
from tracer.runtime import HELPERS

if TYPE_CHECKING:
    import ast


def recording_code(
    source: bytes,
    path: str,
    variant: Variant | None = None,
    namespace: Mapping[str, Any] | None = None,
) -> CodeType:
    """Return the code of a whole module that records itself while a recording is open, and is plain otherwise.

    `namespace`: the globals it runs in, from which a reader takes the values of names that are defined once.
    Raises what `compile` raises for source that is not valid.
    """
    rewritten = rewrite(source, path, variant)
    assert rewritten.code is not None
    _register(rewritten, rewritten.code, namespace)
    return bind(rewritten.code, HELPERS)


def placed(rewritten: Rewritten, namespace: Mapping[str, Any] | None = None) -> CodeType:
    """Return the code of a rewritten module, ready to run, and make the module known to readers."""
    assert rewritten.code is not None
    _register(rewritten, rewritten.code, namespace)
    note_dual(rewritten.path)
    return bind(rewritten.code, HELPERS)


def asking_code(
    source: bytes,
    path: str,
    variant: Variant,
    namespace: Mapping[str, Any],
    helpers: Mapping[str, object],
) -> CodeType:
    """Return recording code of a module that also asks: `variant` put the questions in, `helpers` are the answers."""
    rewritten = rewrite(source, path, variant)
    assert rewritten.code is not None
    _register(rewritten, rewritten.code, namespace)
    return bind(rewritten.code, {**HELPERS, **helpers})


def recording_tree(
    tree: ast.Module, source: bytes, path: str, variant: str
) -> tuple[ast.Module, int]:
    """Return the recording form of a tree that another tool compiles, and the key by which `bound` knows it."""
    new, rewritten = rewrite_tree(tree, source, path, variant)
    _register(rewritten, None, None)
    return new, rewritten.base >> ID_BITS


def bound(tree: ast.Module, path: str, digest: int) -> CodeType:
    """Compile a tree that `recording_tree` made."""
    code = compile_recording(tree, path)
    module_of(digest).code = code
    return bind(code, HELPERS)


def _register(
    rewritten: Rewritten, code: CodeType | None, namespace: Mapping[str, Any] | None
) -> None:
    module = register(rewritten.base >> ID_BITS, Module(rewritten, code))
    if namespace is not None:
        module.namespace = namespace
