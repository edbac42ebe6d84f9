"""The rules for every kind of node, one visit from the inside out."""

from __future__ import annotations

from typing import TypeVar

import libcst as cst

from rewriters.editing.brackets import bracketed
from rewriters.from_trace import calls
from rewriters.from_trace.blocks import Blocks, clears, stops
from rewriters.from_trace.known import NODES, whats
from rewriters.from_trace.source import dotted
from rewriters.from_trace.turn import Turn
from rewriters.from_trace.vocabulary import MODELS, NODE_ADVICE, OPTIMIZERS, PACKAGE, advice

B = TypeVar("B", cst.Module, cst.IndentedBlock)

_CALLED = {"node", "bundle", *OPTIMIZERS, *MODELS}


def turned_module(turn: Turn) -> cst.Module:
    """Return the module in our form, imports excepted; what cannot be turned is listed in `turn.left`."""
    return turn.known.module.visit(_Turning(turn))


class _Turning(cst.CSTTransformer):
    def __init__(self, turn: Turn) -> None:
        super().__init__()
        self._turn = turn
        self._blocks = Blocks(turn)
        self._settled: dict[cst.CSTNode, cst.BaseExpression | None] = {}
        """References to names of Trace's that a rule deals with, and what they become (None: the rule says)."""

    # ------------------------------------------------------------------ names

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:  # noqa: N802  # LibCST's name
        if isinstance(node.names, cst.ImportStar) and dotted(node.module).split(".")[0] == PACKAGE:
            self._turn.cannot(
                node, "import the names that are used: what a star brings is not followed"
            )
        return False

    def visit_Import(self, node: cst.Import) -> bool:  # noqa: ARG002, N802  # LibCST's name
        return False

    def visit_Attribute(self, node: cst.Attribute) -> bool:  # noqa: N802  # LibCST's name
        return self._turn.known.trace_name(node) is None

    def leave_Name(  # noqa: N802  # LibCST's name
        self, original_node: cst.Name, updated_node: cst.Name
    ) -> cst.BaseExpression:
        name = self._turn.known.trace_name(original_node)
        return updated_node if name is None else self._reference(original_node, updated_node, name)

    def _reference(
        self, original: cst.BaseExpression, updated: cst.BaseExpression, name: str
    ) -> cst.BaseExpression:
        if original in self._settled:
            return self._settled[original] or updated
        if name == "model" or name in OPTIMIZERS:
            return self._turn.name(name)
        if name in MODELS:
            return self._turn.name("LLM")
        self._turn.cannot(original, advice(name))
        return updated

    def leave_Attribute(  # noqa: N802  # LibCST's name
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.BaseExpression:
        name = self._turn.known.trace_name(original_node)
        if name is not None:
            return self._reference(original_node, updated_node, name)
        held = self._turn.known.kinds_here(original_node.value)
        what = whats(held)
        attribute = original_node.attr.value
        if "error" in what and attribute == "exception_node":
            return bracketed(updated_node.value, updated_node)
        if attribute in {"data", "_data"}:
            return self._data(original_node, updated_node)
        if what & NODES and not self._is_called(original_node):
            if attribute in NODE_ADVICE:
                self._turn.cannot(original_node, NODE_ADVICE[attribute])
        elif "reply" in what:
            return self._reply(original_node, updated_node)
        elif what == {"failure"} and attribute != "create_feedback":
            self._turn.cannot(original_node, "`str(run.why(error))` shows the lines that led to it")
        return self._content(original_node, updated_node)

    # ------------------------------------------------------------------ what was in a node

    def _data(self, original: cst.Attribute, updated: cst.Attribute) -> cst.BaseExpression:
        turn = self._turn
        what = whats(turn.known.kinds_here(original.value))
        if self._is_stored(original):
            if what & NODES:
                turn.cannot(
                    original, "`parameters(…)` gives what may be changed: `parameter.set(value)`"
                )
            return updated
        if self._is_code(original.value) and isinstance(updated.value, cst.Attribute):
            found = cst.Call(turn.name("parameters"), [cst.Arg(updated.value.value)])
            first = cst.parse_expression("_[0].value")
            return first.with_deep_changes(cst.ensure_type(first, cst.Attribute).value, value=found)
        if what == {"failure"}:
            text = calls.message(updated.value)
            if text is not None:
                return text
            turn.cannot(original, "assign the exception to a name first; its text is `str(error)`")
            return updated
        if what and what <= NODES:
            return bracketed(updated.value, updated)
        if not what or what & {*NODES, "failure", "other"}:
            value = turn.known.module.code_for_node(original.value)
            turn.cannot(original, f"if `{value}` was a node, write `{value}`: values are plain")
        return updated

    def _is_code(self, node: cst.BaseExpression) -> bool:
        """Is it the parameter that the code of a function is?"""
        return (
            isinstance(node, cst.Attribute)
            and node.attr.value == "parameter"
            and any(
                calls.holds_parameters(self._turn, k) for k in self._turn.known.kinds(node.value)
            )
        )

    def _is_stored(self, node: cst.Attribute) -> bool:
        holder = self._turn.known.parent(node)
        return isinstance(holder, (cst.AssignTarget, cst.Del)) or (
            isinstance(holder, (cst.AnnAssign, cst.AugAssign)) and holder.target is node
        )

    def _is_called(self, node: cst.Attribute) -> bool:
        holder = self._turn.known.parent(node)
        return isinstance(holder, cst.Call) and holder.func is node

    # ------------------------------------------------------------------ replies of models

    def _reply(self, original: cst.Attribute, updated: cst.Attribute) -> cst.BaseExpression:
        if original.attr.value != "choices":
            self._turn.cannot(original, "an `LLM` returns the reply's text")
        return updated

    def _content(self, original: cst.Attribute, updated: cst.Attribute) -> cst.BaseExpression:
        """Return the reply itself for `reply.choices[0].message.content`."""
        match original, updated:
            case (
                cst.Attribute(attr=cst.Name(value="content"), value=cst.Attribute(
                    attr=cst.Name(value="message"), value=cst.Subscript(
                        value=cst.Attribute(attr=cst.Name(value="choices"), value=reply)))),
                cst.Attribute(value=cst.Attribute(value=cst.Subscript(value=cst.Attribute(value=new)))),
            ) if "reply" in whats(self._turn.known.kinds(reply)):  # fmt: skip
                return bracketed(new, updated)
        return updated

    # ------------------------------------------------------------------ calls

    def visit_Call(self, node: cst.Call) -> None:  # noqa: N802  # LibCST's name
        if self._turn.known.trace_name(node.func) in _CALLED or clears(self._turn, node):
            self._settled[node.func] = None

    def leave_Call(  # noqa: N802  # LibCST's name
        self, original_node: cst.Call, updated_node: cst.Call
    ) -> cst.BaseExpression:
        return calls.turned(self._turn, original_node, updated_node)

    # ------------------------------------------------------------------ annotations, exceptions

    def visit_Annotation(self, node: cst.Annotation) -> None:  # noqa: N802  # LibCST's name
        self._annotated(node.annotation)

    def _annotated(self, node: cst.CSTNode) -> None:
        if (
            isinstance(node, (cst.Name, cst.Attribute))
            and self._turn.known.trace_name(node) == "Node"
        ):
            self._settled[node] = cst.Name("object")
        for child in node.children:
            self._annotated(child)

    def leave_Subscript(  # noqa: N802  # LibCST's name
        self, original_node: cst.Subscript, updated_node: cst.Subscript
    ) -> cst.BaseExpression:
        if original_node.value in self._settled and len(updated_node.slice) == 1:
            index = updated_node.slice[0].slice
            if isinstance(index, cst.Index):
                return index.value
        return updated_node

    def visit_ExceptHandler(self, node: cst.ExceptHandler) -> None:  # noqa: N802  # LibCST's name
        caught = node.type.elements if isinstance(node.type, cst.Tuple) else ()
        for each in (*(e.value for e in caught), *([node.type] if node.type else ())):
            if self._turn.known.trace_name(each) == "ExecutionError":
                self._settled[each] = cst.Name("Exception")

    def visit_With(self, node: cst.With) -> None:  # noqa: N802  # LibCST's name
        if stops(self._turn, node) and isinstance(call := node.items[0].item, cst.Call):
            self._settled[call.func] = None

    # ------------------------------------------------------------------ definitions

    def leave_FunctionDef(  # noqa: N802  # LibCST's name
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef:
        if original_node not in self._turn.traced:
            return updated_node
        mark = cst.Decorator(self._turn.name("trace"))
        return updated_node.with_changes(decorators=[mark, *updated_node.decorators])

    def visit_ClassDef(self, node: cst.ClassDef) -> None:  # noqa: N802  # LibCST's name
        for base in node.bases:
            if self._turn.known.trace_name(base.value) == "Module":
                self._settled[base.value] = None

    def leave_ClassDef(  # noqa: N802  # LibCST's name
        self, original_node: cst.ClassDef, updated_node: cst.ClassDef
    ) -> cst.ClassDef:
        known = self._turn.known
        if not known.is_model(original_node):
            return updated_node
        turned = updated_node
        if not any(known.trace_name(d.decorator) == "model" for d in original_node.decorators):
            mark = cst.Decorator(self._turn.name("model"))
            turned = turned.with_changes(decorators=[mark, *turned.decorators])
        bases = [
            new
            for old, new in zip(original_node.bases, turned.bases, strict=True)
            if known.trace_name(old.value) != "Module"
        ]
        if len(bases) < len(turned.bases):
            turned = _with_bases(turned, bases)
        if known.method(original_node, "__call__") or not known.method(original_node, "forward"):
            return turned
        return _callable(turned)

    # ------------------------------------------------------------------ statements

    def leave_Expr(  # noqa: N802  # LibCST's name
        self, original_node: cst.Expr, updated_node: cst.Expr
    ) -> cst.BaseSmallStatement:
        if isinstance(original_node.value, cst.Call) and clears(self._turn, original_node.value):
            return cst.Pass(semicolon=updated_node.semicolon)
        return updated_node

    def leave_IndentedBlock(  # noqa: N802  # LibCST's name
        self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock
    ) -> cst.BaseSuite:
        return _rebuilt(self._blocks, original_node, updated_node, outermost=False)

    def leave_Module(  # noqa: N802  # LibCST's name
        self, original_node: cst.Module, updated_node: cst.Module
    ) -> cst.Module:
        return _rebuilt(self._blocks, original_node, updated_node, outermost=True)


def _rebuilt(blocks: Blocks, old: B, new: B, *, outermost: bool) -> B:
    return new.with_changes(body=blocks.rebuilt(old.body, new.body, outermost=outermost))


def _with_bases(cls: cst.ClassDef, bases: list[cst.Arg]) -> cst.ClassDef:
    if not bases and not cls.keywords:
        empty = cst.MaybeSentinel.DEFAULT
        return cls.with_changes(bases=(), lpar=empty, rpar=empty)
    if bases and not cls.keywords:
        bases[-1] = bases[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return cls.with_changes(bases=bases)


def _callable(cls: cst.ClassDef) -> cst.ClassDef:
    """Give a class the `__call__` that Trace's modules have."""
    if not isinstance(cls.body, cst.IndentedBlock):
        return cls
    method = cst.parse_statement(
        "def __call__(self, *args, **kwargs):\n    return self.forward(*args, **kwargs)\n"
    )
    assert isinstance(method, cst.FunctionDef)
    method = method.with_changes(leading_lines=[cst.EmptyLine(indent=False)])
    body = cst.ensure_type(method.body, cst.IndentedBlock).with_changes(indent=None)
    held = [*cls.body.body, method.with_changes(body=body)]
    return cls.with_changes(body=cls.body.with_changes(body=held))
