"""Together with pytest: what it has rewritten is instrumented after it, so that its messages stay the same."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from rewriters.parsing import parse
from rewriters.rewriting import Variant
from tracer.importing import install, uninstall
from tracer.loading import bound, recording_tree
from tracer.modules import note_dual

_MARK = "@pytest_ar"


def pytest_variant(namespace: Mapping[str, object]) -> Variant | None:
    """Return the rewriting that pytest has done to the module with these globals, if it has."""
    if _MARK not in namespace:
        return None
    import pytest
    from _pytest.assertion.rewrite import rewrite_asserts

    def rewrite(tree: ast.Module, source: bytes, path: str) -> None:
        rewrite_asserts(tree, source, path)

    return Variant(f"pytest {pytest.__version__}", rewrite)


def keeps_positions(rewrite_asserts: Callable[[ast.Module, bytes], None]) -> bool:
    """Has a rewritten assertion its parts where they stand in the source, as from pytest 8.3 on?

    If not, all of them are at the `assert`, and their values cannot be told apart.
    """
    source = b"assert x == [1]"
    tree = parse(source)
    rewrite_asserts(tree, source)
    return any(
        isinstance(n, ast.List) and n.col_offset == source.index(b"[") for n in ast.walk(tree)
    )


_followed: list[Callable[[str], bool]] = []
_undo: list[Callable[[], None]] = []


def follow_pytest(wanted: Callable[[str], bool]) -> Callable[[], None]:
    """Instrument the modules pytest compiles itself (tests, conftests, plugins), where `wanted` accepts their file.

    pytest's bytecode of such modules is neither read nor written meanwhile: it knows nothing of our key. Return what
    ends this. Sessions of pytest inside one another may each follow: a file is instrumented once.
    """
    from _pytest.assertion import rewrite as rewriting

    if not any(isinstance(f, rewriting.AssertionRewritingHook) for f in sys.meta_path):
        finder = install(wanted)  # --assert=plain
        return lambda: uninstall(finder)
    if not _followed:
        _undo.append(chain(rewriting, lambda path: any(w(path) for w in _followed)))
    _followed.append(wanted)

    def leave() -> None:
        _followed.remove(wanted)
        if not _followed:
            _undo.pop()()

    return leave


def chain(rewriting: ModuleType, wanted: Callable[[str], bool]) -> Callable[[], None]:
    """Put ourselves behind `rewrite_asserts` of pytest's module, the one name whose shape it has kept.

    Return what puts everything back.
    """
    namespace: dict[str, Any] = vars(rewriting)
    names = ("rewrite_asserts", "_read_pyc", "_write_pyc")
    rewrite_asserts, read, write = (namespace[n] for n in names)
    ours: dict[int, tuple[ast.Module, int]] = {}

    def rewrite_and_record(
        tree: ast.Module, source: bytes, module_path: str | None = None, config: Any = None
    ) -> None:
        rewrite_asserts(tree, source, module_path, config)
        if module_path is not None and wanted(module_path):
            new, digest = recording_tree(tree, source, module_path, "pytest")
            tree.body[:] = new.body
            ours[id(tree)] = tree, digest

    def compile_ours(tree: Any, filename: str, mode: str, **options: Any) -> CodeType:
        if (known := ours.pop(id(tree), None)) is not None:
            note_dual(filename)
            return bound(tree, filename, known[1])
        code: CodeType = compile(tree, filename, mode, **options)
        return code

    def read_others(path: Path, *rest: Any) -> CodeType | None:
        code: CodeType | None = None if wanted(str(path)) else read(path, *rest)
        return code

    def write_others(state: Any, code: CodeType, *rest: Any) -> Any:
        return False if wanted(code.co_filename) else write(state, code, *rest)

    namespace.update(
        rewrite_asserts=rewrite_and_record,
        compile=compile_ours,
        _read_pyc=read_others,
        _write_pyc=write_others,
    )

    def restore() -> None:
        del namespace["compile"]
        namespace.update(zip(names, (rewrite_asserts, read, write), strict=True))

    return restore
