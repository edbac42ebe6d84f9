"""A module without our marks: calls give way to their values, decorators, comments and imports go."""

from __future__ import annotations

import re
from collections.abc import Sequence

import libcst

from rewriters.editing.brackets import bracketed, in_brackets
from rewriters.marks import Imported
from rewriters.parsing import parse

_COMMENT = re.compile(r"#\s*tracer\s*:.*")
_DECORATORS = frozenset({"trace", "model"})


class CannotStrip(ValueError):
    """The module uses more of us than marks."""


def strip(source: bytes) -> bytes:
    """Return the module without marks. Raises CannotStrip where it would still need us."""
    tree = libcst.parse_module(source)
    ours = Imported.of(parse(source))
    stripped = tree.visit(_Marks(ours)).visit(_Imports(ours))
    left = Imported.of(parse(stripped.bytes))
    if left.modules or left.names:
        names = ", ".join(sorted([*left.modules, *left.names]))
        raise CannotStrip(f"it uses {names} for more than marks")
    return stripped.bytes


class _Marks(libcst.CSTTransformer):
    """Takes calls, decorators and comments away."""

    def __init__(self, ours: Imported) -> None:
        super().__init__()
        self._ours = ours

    def _meaning(self, node: libcst.BaseExpression) -> str | None:
        match node:
            case libcst.Name(value=name):
                return self._ours.names.get(name)
            case libcst.Attribute(
                value=libcst.Name(value=name), attr=libcst.Name(value=attribute)
            ) if name in self._ours.modules:
                return attribute
            case _:
                return None

    def leave_Call(  # noqa: N802  # LibCST's name
        self, original_node: libcst.Call, updated_node: libcst.Call
    ) -> libcst.BaseExpression:
        what = self._meaning(original_node.func)
        if what not in {"trainable", *_DECORATORS} or not updated_node.args:
            return updated_node
        named = [a for a in updated_node.args if a.keyword and a.keyword.value == "value"]
        first = updated_node.args[0]
        if first.keyword is not None or first.star:
            if not named:
                return updated_node
            first = named[0]
        return bracketed(first.value, updated_node)

    def leave_Attribute(  # noqa: N802  # LibCST's name
        self,
        original_node: libcst.Attribute,  # noqa: ARG002  # LibCST passes it
        updated_node: libcst.Attribute,
    ) -> libcst.BaseExpression:
        if isinstance(updated_node.value, libcst.Integer) and not updated_node.value.lpar:
            return updated_node.with_changes(value=in_brackets(updated_node.value))
        return updated_node

    def leave_Decorator(  # noqa: N802  # LibCST's name
        self, original_node: libcst.Decorator, updated_node: libcst.Decorator
    ) -> libcst.Decorator | libcst.RemovalSentinel:
        node = original_node.decorator
        function = node.func if isinstance(node, libcst.Call) else node
        if self._meaning(function) in _DECORATORS:
            return libcst.RemoveFromParent()
        return updated_node

    def leave_TrailingWhitespace(  # noqa: N802  # LibCST's name
        self,
        original_node: libcst.TrailingWhitespace,  # noqa: ARG002  # LibCST passes it
        updated_node: libcst.TrailingWhitespace,
    ) -> libcst.TrailingWhitespace:
        comment = updated_node.comment
        if comment is not None and _COMMENT.fullmatch(comment.value):
            return updated_node.with_changes(comment=None, whitespace=libcst.SimpleWhitespace(""))
        return updated_node


class _Used(libcst.CSTVisitor):
    """Collects the names a module still loads."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def visit_Name(self, node: libcst.Name) -> None:  # noqa: N802  # LibCST's name
        self.names.add(node.value)

    def visit_Import(self, node: libcst.Import) -> bool:  # noqa: ARG002, N802  # LibCST's name
        return False

    def visit_ImportFrom(self, node: libcst.ImportFrom) -> bool:  # noqa: ARG002, N802  # LibCST's name
        return False


class _Imports(libcst.CSTTransformer):
    """Takes imports of ours away that nothing uses any more."""

    def __init__(self, ours: Imported) -> None:
        super().__init__()
        self._ours = ours
        self._used: set[str] = set()

    def visit_Module(self, node: libcst.Module) -> None:  # noqa: N802  # LibCST's name
        used = _Used()
        node.visit(used)
        self._used = used.names

    def leave_ImportFrom(  # noqa: N802  # LibCST's name
        self,
        original_node: libcst.ImportFrom,  # noqa: ARG002  # LibCST passes it
        updated_node: libcst.ImportFrom,
    ) -> libcst.ImportFrom | libcst.RemovalSentinel:
        module = updated_node.module
        if updated_node.relative or not (
            isinstance(module, libcst.Name) and module.value == "tracer"
        ):
            return updated_node
        if isinstance(updated_node.names, libcst.ImportStar):
            return updated_node
        kept = self._kept(updated_node.names)
        return libcst.RemoveFromParent() if not kept else updated_node.with_changes(names=kept)

    def leave_Import(  # noqa: N802  # LibCST's name
        self,
        original_node: libcst.Import,  # noqa: ARG002  # LibCST passes it
        updated_node: libcst.Import,
    ) -> libcst.Import | libcst.RemovalSentinel:
        if not any(a.evaluated_name == "tracer" for a in updated_node.names):
            return updated_node
        kept = self._kept(updated_node.names, only="tracer")
        return libcst.RemoveFromParent() if not kept else updated_node.with_changes(names=kept)

    def _kept(
        self, names: Sequence[libcst.ImportAlias], only: str | None = None
    ) -> list[libcst.ImportAlias]:
        kept = [
            a
            for a in names
            if (only is not None and a.evaluated_name != only)
            or (a.evaluated_alias or a.evaluated_name) in self._used
        ]
        if kept and kept != list(names):
            kept[-1] = kept[-1].with_changes(comma=libcst.MaybeSentinel.DEFAULT)
        return kept
