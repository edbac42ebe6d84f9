"""The rules: each makes the mutations of one sort for a node of a function."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from optimizers.engines.repair.rules import (
    calls,
    conditions,
    constants,
    insertions,
    methods,
    names,
    operators,
    statements,
    subscripts,
)
from optimizers.engines.repair.view import Mutation, View

Rule = Callable[[ast.AST, View], Iterator[Mutation]]

RULES: tuple[Rule, ...] = (
    operators.comparisons,
    operators.arithmetic,
    operators.connectives,
    operators.assigned,
    operators.operands,
    constants.constants,
    constants.off_by_one,
    constants.initial,
    conditions.negated,
    conditions.narrowed,
    conditions.found_out,
    names.names,
    names.attributes,
    names.targets,
    names.expressions,
    calls.functions,
    calls.arguments,
    calls.unwrapped,
    calls.wrapped,
    calls.recursive,
    methods.methods,
    methods.reads,
    subscripts.subscripts,
    statements.removed,
    statements.swapped,
    statements.moved,
    statements.jumps,
    statements.keywords,
    insertions.inserted,
)


def mutations(view: View) -> Iterator[Mutation]:
    """Iterate over the mutations of a function, in the order of its nodes and of the rules; some may be no Python."""
    for node in view.code.nodes:
        for rule in RULES:
            yield from rule(node, view)
