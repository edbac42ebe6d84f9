"""Whether new text may be a function's body: name, kind and signature stay, and every name is known."""

from __future__ import annotations

import ast
import builtins
import difflib
import dis
from collections.abc import Iterator
from types import CodeType
from typing import Any

from rewriters.editing.bodies import Definition
from rewriters.scopes import FUNCTIONS, FunctionNode, names_bound
from tracer.trainables.code import body_of, scope_of
from tracer.trainables.refusals import refuse
from tracer.trainables.state import ParameterState

_KINDS = 0x20 | 0x80 | 0x200  # generator, coroutine, async generator: `inspect` is slow to import


def checked_code(parameter: ParameterState, new: Any) -> str:
    """Return the definition to use, without decorators. Raises InvalidUpdate."""
    if not isinstance(new, str):
        raise refuse(parameter, f"source text is expected, not {type(new).__name__}")
    if len(new) > parameter.max_characters:
        raise refuse(
            parameter, f"{len(new)} characters of code; {parameter.max_characters} are allowed"
        )
    try:
        definition = Definition.parse(new)
        old = Definition.parse(parameter.first_value())
    except (SyntaxError, ValueError) as error:
        raise refuse(parameter, f"the code does not parse: {error}") from None
    _header(parameter, definition.node, old.node)
    _imports(parameter, definition.node)
    _compiled(parameter, definition)
    return definition.text


def _header(parameter: ParameterState, new: FunctionNode, old: FunctionNode) -> None:
    if new.name != old.name:
        raise refuse(parameter, f"the function must be called {old.name!r}, not {new.name!r}")
    if type(new) is not type(old):
        kind = "async def" if isinstance(old, ast.AsyncFunctionDef) else "def"
        raise refuse(parameter, f"it must stay a function made by `{kind}`")
    if _signature(new) != _signature(old):
        header = f"{old.name}({ast.unparse(old.args)})"
        raise refuse(
            parameter,
            f"the signature must stay {header}, not {new.name}({ast.unparse(new.args)})",
        )


def _signature(node: FunctionNode) -> list[Any]:
    """Names, kinds and defaults; annotations are the header's, which stays."""
    args = node.args
    groups = [args.posonlyargs, args.args, args.kwonlyargs]
    names = [[a.arg for a in group] for group in groups]
    rest = [a and a.arg for a in (args.vararg, args.kwarg)]
    defaults = [d and ast.dump(d) for d in (*args.defaults, *args.kw_defaults)]
    return [names, rest, defaults]


def _imports(parameter: ParameterState, node: FunctionNode) -> None:
    forbidden = set(parameter.forbidden_imports)
    if not forbidden:
        return
    for inner in ast.walk(node):
        names = []
        if isinstance(inner, ast.Import):
            names = [a.name for a in inner.names]
        elif isinstance(inner, ast.ImportFrom):
            names = [inner.module or ""]
        for name in names:
            if name in forbidden or name.split(".")[0] in forbidden:
                raise refuse(parameter, f"importing {name!r} is forbidden there")


def _compiled(parameter: ParameterState, definition: Definition) -> None:
    scope = scope_of(parameter)
    if scope is None:
        return
    try:
        code = body_of(parameter, definition, scope).plain
    except (SyntaxError, ValueError) as error:
        raise refuse(parameter, f"the code does not compile: {error}") from None
    if code.co_flags & _KINDS != scope.co_flags & _KINDS:
        raise refuse(
            parameter, "a generator must stay a generator, and other functions must not become one"
        )
    _free_names(parameter, code, scope)


def _free_names(parameter: ParameterState, code: CodeType, scope: CodeType) -> None:
    more = set(code.co_freevars) - set(scope.co_freevars)
    if "__class__" in more:
        owner = parameter.mark.qualname.rsplit(".", 2)[-2]
        raise refuse(
            parameter,
            f"the old body has no `super()`, so the new one cannot: write `super({owner}, self)`",
        )
    used = set(_globals_used(code))
    enclosing = used & _names_around(parameter)
    if enclosing:
        listed = ", ".join(sorted(map(repr, enclosing)))
        raise refuse(
            parameter,
            f"{listed} of the enclosing function is not captured by the old body, so the new one cannot use it",
        )
    known = {*parameter.file.namespace, *dir(builtins)}
    for name in sorted(used - known):
        near = difflib.get_close_matches(name, [*known, *scope.co_varnames, *scope.co_freevars], 3)
        hint = f"; there are {', '.join(near)}" if near else ""
        raise refuse(parameter, f"the name {name!r} is not known there{hint}")


def _globals_used(code: CodeType) -> Iterator[str]:
    own = {
        i.argval
        for i in dis.get_instructions(code)
        if i.opname in {"STORE_NAME", "STORE_GLOBAL", "IMPORT_NAME"}
    }
    for instruction in dis.get_instructions(code):
        if instruction.opname in {"LOAD_GLOBAL", "LOAD_NAME"} and instruction.argval not in own:
            yield instruction.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from (n for n in _globals_used(constant) if n not in own)


def _names_around(parameter: ParameterState) -> set[str]:
    """Return the names that enclosing functions bind."""
    line = parameter.mark.whole.line
    names: set[str] = set()
    for node in ast.walk(parameter.file.tree):
        if isinstance(node, FUNCTIONS) and node.lineno < line <= (node.end_lineno or 0):
            names.update(n for inner in ast.walk(node) for n in names_bound(inner))
            names.update(a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg))
    return names
