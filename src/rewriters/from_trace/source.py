"""The source of one module: where things stand, what names mean, and which definitions are Trace's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast

import libcst as cst
from libcst.metadata import (
    MetadataWrapper,
    ParentNodeProvider,
    PositionProvider,
    QualifiedName,
    QualifiedNameProvider,
    QualifiedNameSource,
    Scope,
    ScopeProvider,
)

from rewriters.from_trace.vocabulary import KNOWN, PACKAGE


@dataclass(frozen=True, slots=True)
class Bundle:
    """What `bundle` was told of a function."""

    call: cst.Call

    def says(self, option: str) -> bool:
        """Is this option given as True?"""
        return literally(argument(self.call, option), "True")


def argument(call: cst.Call, name: str, at: int | None = None) -> cst.BaseExpression | None:
    """Return an argument by keyword, else by position."""
    for arg in call.args:
        if arg.keyword is not None and arg.keyword.value == name:
            return arg.value
    if at is not None and at < len(call.args):
        arg = call.args[at]
        if arg.keyword is None and not arg.star:
            return arg.value
    return None


def literally(value: cst.BaseExpression | None, word: str) -> bool:
    """Is the expression this very word?"""
    return isinstance(value, cst.Name) and value.value == word


class Source:
    """One module, by its own nodes."""

    def __init__(self, wrapper: MetadataWrapper) -> None:
        self.module = wrapper.module
        self._scopes = wrapper.resolve(ScopeProvider)
        self._names = wrapper.resolve(QualifiedNameProvider)
        self._parents = wrapper.resolve(ParentNodeProvider)
        self._positions = wrapper.resolve(PositionProvider)

    # ------------------------------------------------------------------ places

    def line(self, node: cst.CSTNode) -> int:
        """Return the line a node begins in."""
        return int(self._positions[node].start.line)

    def position(self, node: cst.CSTNode) -> tuple[int, int]:
        """Return where a node begins."""
        start = self._positions[node].start
        return start.line, start.column

    def parent(self, node: cst.CSTNode) -> cst.CSTNode:
        """Return the node that holds this one."""
        return self._parents[node]

    def above(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """Iterate over what holds a node, from the inside."""
        while not isinstance(node, cst.Module):
            node = self._parents[node]
            yield node

    def line_of(self, node: cst.CSTNode) -> cst.SimpleStatementLine | None:
        """Return the simple statement on a line of its own that a node is in, or None for what is in another's head."""
        for holder in self.above(node):
            if isinstance(holder, cst.SimpleStatementLine):
                return holder
            if isinstance(holder, cst.BaseStatement):
                return None
        return None

    def function_of(self, node: cst.CSTNode) -> cst.FunctionDef | None:
        """Return the innermost function whose code a node is."""
        return next((n for n in self.above(node) if isinstance(n, cst.FunctionDef)), None)

    def owner(self, definition: cst.CSTNode) -> cst.CSTNode:
        """Return what holds the block that a statement stands in: a module, function, class, loop, …"""
        block = self._parents[definition]
        return block if isinstance(block, cst.Module) else self._parents[block]

    def class_of(self, node: cst.CSTNode) -> cst.ClassDef | None:
        """Return the class that a method or its code is in."""
        return next((n for n in self.above(node) if isinstance(n, cst.ClassDef)), None)

    def key(self, name: cst.Name) -> object:
        """Return what identifies a variable: the scope it is bound in, and its name."""
        scope = self._scopes.get(name)
        if scope is None:
            return name.value
        for assignment in scope[name.value]:
            return assignment.scope, name.value
        return scope, name.value

    def key_in(self, owner: cst.FunctionDef, name: str) -> object:
        """Return what identifies a variable of a function."""
        return self._scopes[owner.body], name

    def is_variable_of(self, name: cst.Name, statement: cst.CSTNode) -> bool:
        """Is a name a variable of the scope that a statement is in?"""
        return self.key(name) == (self._scopes[statement], name.value)

    def is_only_binding(self, name: cst.Name) -> bool:
        """Is a name bound once in its scope, and not in the module's?"""
        scope = self._scopes[name]
        assert scope is not None
        own = [a for a in scope.assignments if a.name == name.value]
        return len(own) == 1 and name.value not in {a.name for a in scope.globals.assignments}

    def bound(self) -> set[str]:
        """Return all names that anything but an import of Trace binds, in whatever scope."""
        scopes: set[Scope] = {s for s in self._scopes.values() if s is not None}
        return {
            assignment.name
            for scope in scopes
            for assignment in scope.assignments
            if not self._of_trace(assignment)
        }

    def _of_trace(self, assignment: object) -> bool:
        node = getattr(assignment, "node", None)
        if isinstance(node, cst.ImportFrom):
            return dotted(node.module).partition(".")[0] == PACKAGE
        if isinstance(node, cst.Import):
            return any(a.evaluated_name.partition(".")[0] == PACKAGE for a in node.names)
        return False

    # ------------------------------------------------------------------ names of Trace's

    def trace_name(self, node: cst.CSTNode) -> str | None:
        """Return Trace's name of an expression without the package's, or None if it is not one."""
        if not isinstance(node, (cst.Name, cst.Attribute)):
            return None  # LibCST gives a call the name of its function
        for name in self._qualified(node):
            if name.source is QualifiedNameSource.IMPORT:
                package, _, rest = name.name.partition(".")
                if package == PACKAGE:
                    return KNOWN.get(name.name, rest)
        return None

    def _qualified(self, node: cst.CSTNode) -> Iterable[QualifiedName]:
        found = self._names.get(node, ())
        return cast("Iterable[QualifiedName]", found() if callable(found) else found)

    # ------------------------------------------------------------------ definitions

    def bundle_of(self, function: cst.FunctionDef) -> Bundle | None:
        """Return what `bundle` was told of a function, or None."""
        for decorator in function.decorators:
            node = decorator.decorator
            if isinstance(node, cst.Call) and self.trace_name(node.func) == "bundle":
                return Bundle(node)
        return None

    def is_model(self, cls: cst.ClassDef | None) -> bool:
        """Is the class one of Trace's models?"""
        return cls is not None and (
            any(self.trace_name(d.decorator) == "model" for d in cls.decorators)
            or any(self.trace_name(base.value) == "Module" for base in cls.bases)
        )


def dotted(node: cst.BaseExpression | None) -> str:
    """Return a name with dots, or an empty text."""
    match node:
        case cst.Name():
            return node.value
        case cst.Attribute():
            return f"{dotted(node.value)}.{node.attr.value}"
        case _:
            return ""
