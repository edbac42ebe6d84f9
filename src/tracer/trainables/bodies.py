"""A function's new body: compiled in the scope of the old one, with a file name and lines of its own."""

from __future__ import annotations
import __future__

import ast
import hashlib
import linecache
import os
import sys
from collections.abc import Callable, Mapping
from functools import cached_property
from itertools import pairwise
from types import CodeType, FunctionType
from typing import Any

from rewriters.asking import Asked, ask
from rewriters.compiling import bind, compile_recording
from rewriters.editing.bodies import Definition
from rewriters.scopes import FUNCTIONS
from tracer.loading import bound, recording_tree
from tracer.runtime import HELPERS
from tracer.sources import forget_recording, provide_recording

_OUTER = "@outer"
_LASTING = (*FUNCTIONS, ast.Lambda, ast.GeneratorExp, ast.ClassDef, ast.Yield, ast.YieldFrom)
Questions = Callable[[], tuple[Asked, Mapping[str, object]]]


class Body:
    """New text for a function, and its code in the forms that are needed.

    `scope` is the code of the old body: its free variables are those of the new one, which may use no others.
    `ident` is the parameter's id, `home` the file of the definition.
    """

    def __init__(
        self, definition: Definition, scope: CodeType, ident: str, private: str | None, home: str
    ) -> None:
        self.definition, self._scope, self._class = definition, scope, private
        digest = hashlib.sha256(definition.text.encode()).hexdigest()[:10]
        self.home, self.ident = home, ident
        label = ident.rsplit(":", 1)[1]
        self._made: dict[bool, tuple[object, CodeType]] = {}
        self.path = f"<{os.path.basename(scope.co_filename)}#{label}@{digest}>"
        self._forms: dict[tuple[bool, str], CodeType] = {}
        lines = definition.text.splitlines(keepends=True)
        linecache.cache[self.path] = (len(definition.text), None, lines, self.path)
        provide_recording(self.path, lambda: self.recording, ident)

    @cached_property
    def leaves_nothing_behind(self) -> bool:
        """Does each call end with all that it has begun? A closure or generator could live until something records."""
        node = self.definition.node
        inside = [n for statement in node.body for n in ast.walk(statement)]
        return isinstance(node, ast.FunctionDef) and not any(
            isinstance(n, _LASTING) for n in inside
        )

    @cached_property
    def plain(self) -> CodeType:
        """The code as Python compiles it. Raises SyntaxError where the compiler refuses it."""
        return self._extracted(compile(self.skeleton(), self.path, "exec", dont_inherit=True))

    @cached_property
    def recording(self) -> CodeType:
        """The code that records while a recording is open."""
        return self.asking(Asked(), {}, records=True)

    def asking(self, asked: Asked, helpers: Mapping[str, object], *, records: bool) -> CodeType:
        """Return the code that asks `helpers` for values that overlays give."""
        key = records, asked.name()
        if key not in self._forms:
            self._forms[key] = self._extracted(self._module(asked, records=records))
        return bind(self._forms[key], {**HELPERS, **helpers})

    def made_for(self, plan: object, records: bool, questions: Questions) -> CodeType:  # noqa: FBT001  # a key
        """Return the code that asks what a plan says; kept as long as the plan is the same."""
        known = self._made.get(records)
        if known is None or known[0] is not plan:
            asked, helpers = questions()
            code = self.asking(asked, helpers, records=records) if asked or records else self.plain
            known = self._made[records] = plan, code
        return known[1]

    def _module(self, asked: Asked, *, records: bool) -> CodeType:
        tree = self.skeleton()
        ask(tree, asked)
        if not records:
            return compile_recording(tree, self.path)
        new, digest = recording_tree(tree, self.definition.text.encode(), self.path, asked.name())
        return bound(new, self.path, digest)

    def skeleton(self) -> ast.Module:
        """Return a module in which the function has the closure and the class around it that it has in truth."""
        node = Definition.parse(self.definition.text).node
        free = [n for n in self._scope.co_freevars if n != "__class__"]
        captured: list[ast.stmt] = [
            ast.Expr(ast.Name(n, ast.Load())) for n in self._scope.co_freevars
        ]
        if captured:
            node.body.append(ast.If(ast.Constant(0), captured, []))
        statement: ast.stmt = node
        own: list[ast.stmt] = []
        if self._class is None and node.name not in self._scope.co_freevars:
            own = [ast.Global([node.name])]  # one that calls itself finds itself in the module
        if self._class is not None:
            statement = ast.ClassDef(self._class, [], [], [statement], [])
            if sys.version_info >= (3, 12):
                statement.type_params = []
        formals = ast.arguments([], [ast.arg(n) for n in free], None, [], [], None, [])
        outer = ast.FunctionDef(_OUTER, formals, [*own, statement], [], None)
        if sys.version_info >= (3, 12):
            outer.type_params = []
        body: list[ast.stmt] = [outer]
        if self._scope.co_flags & __future__.annotations.compiler_flag:
            body.insert(0, ast.ImportFrom("__future__", [ast.alias("annotations")], 0))
        return _placed(ast.Module(body, []), node)

    def _extracted(self, module: CodeType) -> CodeType:
        """Take the function's code out of the skeleton's, and call it what it is called."""
        wanted = self.definition.node
        code = next(c for c in _codes(module) if _is_code_of(c, wanted))
        return _renamed(code, code.co_qualname, self._scope.co_qualname)

    def function(self, code: CodeType, old: FunctionType) -> FunctionType:
        """Return a function of this body in the place of another."""
        return FunctionType(code, old.__globals__, old.__name__, old.__defaults__, old.__closure__)

    def forget(self) -> None:
        """It is not used any more."""
        linecache.cache.pop(self.path, None)
        forget_recording(self.path)


def documentation(definition: Definition) -> str | None:
    """Return what the function's `__doc__` is."""
    return ast.get_docstring(definition.node, clean=sys.version_info >= (3, 13))


def _placed(tree: ast.Module, at: ast.AST) -> ast.Module:
    """Give what nobody wrote a place: the function's first line."""
    for node in ast.walk(tree):
        if "lineno" in node._attributes and not hasattr(node, "lineno"):
            ast.copy_location(node, at)
            node.end_lineno, node.end_col_offset = node.lineno, node.col_offset  # type: ignore[attr-defined]  # as asked
    return tree


def _codes(code: CodeType) -> Any:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _is_code_of(code: CodeType, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    outer = code.co_qualname.removesuffix(f".{code.co_name}")
    inside = outer.startswith(_OUTER) and outer.count(".") <= 2
    return code.co_name == node.name and (inside or code.co_qualname == node.name)


def _renamed(code: CodeType, old: str, new: str) -> CodeType:
    constants = tuple(
        _renamed(c, old, new) if isinstance(c, CodeType) else c for c in code.co_consts
    )
    return code.replace(co_consts=constants, co_qualname=code.co_qualname.replace(old, new, 1))


def class_around(qualname: str) -> str | None:
    """Return the innermost class a function is defined in, whose name private names take."""
    parts = qualname.split(".")
    classes = [
        part for part, after in pairwise(parts) if part != "<locals>" and after != "<locals>"
    ]
    return classes[-1] if classes else None
