"""The kinds of mistakes that are looked for, and how often each is one."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a mutation does."""

    COMPARISON = "another comparison"
    ARITHMETIC = "another operator"
    CONNECTIVE = "and, or"
    NEGATION = "negated condition"
    CONSTANT = "another constant"
    OFF_BY_ONE = "one more or less"
    NAME = "another name"
    TARGET = "another target"
    FIELD = "another attribute"
    FUNCTION = "another function"
    METHOD = "another method"
    ARGUMENTS = "swapped arguments"
    OPERANDS = "swapped operands"
    ARGUMENT = "an argument more or less"
    WRAPPED = "a call around a value"
    UNWRAPPED = "a call less"
    SUBSCRIPT = "another index or slice"
    INITIAL = "another initial value"
    OPERAND = "an operand less"
    CONDITION = "a condition more"
    EXPRESSION = "another expression"
    REMOVED = "a statement less"
    SWAPPED = "swapped statements"
    MOVED = "into or out of a block"
    JUMP = "another jump"
    RETURNED = "another result"
    ASSIGNMENT = "assigned or added to"
    COPIED = "a statement more"
    CHANGED = "a change of an object more"
    GUARD = "a guard more"


PRIORS = {
    Kind.COMPARISON: 1.0,
    Kind.ARITHMETIC: 0.9,
    Kind.CONNECTIVE: 0.9,
    Kind.NEGATION: 0.5,
    Kind.CONSTANT: 0.8,
    Kind.OFF_BY_ONE: 0.7,
    Kind.NAME: 0.6,
    Kind.TARGET: 0.25,
    Kind.FIELD: 0.6,
    Kind.FUNCTION: 0.8,
    Kind.METHOD: 0.7,
    Kind.ARGUMENTS: 0.7,
    Kind.OPERANDS: 0.45,
    Kind.ARGUMENT: 0.35,
    Kind.WRAPPED: 0.35,
    Kind.UNWRAPPED: 0.35,
    Kind.SUBSCRIPT: 0.5,
    Kind.INITIAL: 0.5,
    Kind.OPERAND: 0.3,
    Kind.CONDITION: 0.3,
    Kind.EXPRESSION: 0.1,
    Kind.REMOVED: 0.3,
    Kind.SWAPPED: 0.3,
    Kind.MOVED: 0.35,
    Kind.JUMP: 0.35,
    Kind.RETURNED: 0.4,
    Kind.ASSIGNMENT: 0.4,
    Kind.COPIED: 0.2,
    Kind.CHANGED: 0.12,
    Kind.GUARD: 0.12,
}
"""How likely a bug is of a kind, compared with a wrong comparison. Identifiers, operators, literals, conditions and calls
are what one-line fixes of open source change most; what adds or removes a statement has many forms for each bug."""
