"""Mutations as candidates: their text, checked and each once, the most likely first."""

from __future__ import annotations

import ast
import heapq
import io
import itertools
import tokenize
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from optimizers.engines.repair.code import Code
from optimizers.engines.repair.endless import is_endless
from optimizers.engines.repair.kinds import Kind
from optimizers.engines.repair.view import CLOSE, OPEN, Mutation
from rewriters.editing.bodies import Definition
from rewriters.editing.edits import Edit, Patch
from rewriters.spans import Span


@dataclass(frozen=True, slots=True)
class Candidate:
    """A new value of a parameter, of code its text. `score`: how likely it is.

    `lines`: those of the old text that it changes or stands beside; None where the parameter is no code.
    """

    ident: str
    value: Any
    kind: Kind
    lines: tuple[int, int] | None
    score: float


class Queue:
    """Candidates in the order of their scores; `demote` puts those of some lines back."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, tuple[Code, Mutation] | Candidate, int]] = []
        self._numbers = itertools.count()
        self._known: dict[str, set[str]] = {}
        self._slow: dict[tuple[str, tuple[int, int]], int] = {}

    def __len__(self) -> int:
        return len(self._heap)

    def add(self, code: Code, scored: Iterable[tuple[float, Mutation]]) -> None:
        """Add the mutations of a function."""
        self._known.setdefault(code.id, {dumped(Definition.parse(code.text).node)})
        for score, mutation in scored:
            heapq.heappush(self._heap, (-score, next(self._numbers), (code, mutation), 0))

    def put(self, candidate: Candidate) -> None:
        """Add one that is ready."""
        heapq.heappush(self._heap, (-candidate.score, next(self._numbers), candidate, 0))

    def demote(self, candidate: Candidate) -> None:
        """It did not end; others like it are less likely."""
        key = candidate.ident, candidate.lines or (0, 0)
        self._slow[key] = self._slow.get(key, 0) + 1

    def pop(self) -> Candidate | None:
        """Return the next candidate, or None. What is no Python, or known in another form, is passed over."""
        while self._heap:
            score, number, entry, seen = heapq.heappop(self._heap)
            if isinstance(entry, Candidate):
                return entry
            code, mutation = entry
            slow = self._slow.get((code.id, lines_of(mutation)), 0)
            if slow > seen:
                later = score * _DEMOTION ** (slow - seen)
                heapq.heappush(self._heap, (later, number, entry, slow))
                continue
            text = written(code, mutation, self._known[code.id])
            if text is not None:
                return Candidate(code.id, text, mutation.kind, lines_of(mutation), -score)
        return None

    def best(self) -> float:
        """Return the score of the next one; 0 where there is none."""
        return -self._heap[0][0] if self._heap else 0.0


_DEMOTION = 0.7


def lines_of(mutation: Mutation) -> tuple[int, int]:
    """Return the first and last line of what a mutation is about; of a compound statement its header only."""
    node = mutation.at
    span = Span.of(node)
    body = getattr(node, "body", None)
    if isinstance(node, ast.stmt) and isinstance(body, list):
        return span.line, max(span.line, body[0].lineno - 1)
    return span.line, span.end_line


def written(code: Code, mutation: Mutation, known: set[str]) -> str | None:
    """Return the function's text with a mutation, None where that is no function or `known` has its tree.

    Parentheses are written only where the tree would be another without them.
    """
    full = _parsed(code, mutation.edits)
    if full is None:
        return None
    tree = dumped(full.node)
    if tree in known:
        return None
    known.add(tree)
    if not _compiles(full) or is_endless(full.node):
        return None
    return _with_fewest_parentheses(code, mutation.edits, tree) or full.text


def _with_fewest_parentheses(code: Code, edits: tuple[Edit, ...], tree: str) -> str | None:
    """Return the text of that tree without those that are not needed: all at once, else one pair after the other."""
    if not any(OPEN in e.text for e in edits):
        return None
    bare = _means(code, tuple(Edit(e.span, _bare(e.text)) for e in edits), tree)
    if bare is not None:
        return bare
    best = None
    for number in range(max(e.text.count(OPEN) for e in edits) - 1, -1, -1):
        fewer = tuple(Edit(e.span, _without(e.text, number)) for e in edits)
        text = _means(code, fewer, tree)
        if text is not None:
            best, edits = text, fewer
    return best


def _means(code: Code, edits: tuple[Edit, ...], tree: str) -> str | None:
    """Return the text with some edits if its tree is this one."""
    found = _parsed(code, edits)
    return found.text if found is not None and dumped(found.node) == tree else None


def dumped(node: ast.AST) -> str:
    """Return a tree as text, in which `(a and b) and c` is `a and b and c`."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.BoolOp):
            inner.values = list(_flat(inner, inner.op))
    return ast.dump(node)


def _flat(node: ast.expr, op: ast.boolop) -> Iterator[ast.expr]:
    if isinstance(node, ast.BoolOp) and type(node.op) is type(op):
        for value in node.values:
            yield from _flat(value, op)
    else:
        yield node


def _parsed(code: Code, edits: tuple[Edit, ...]) -> Definition | None:
    plain = tuple(Edit(e.span, e.text.replace(OPEN, "(").replace(CLOSE, ")")) for e in edits)
    data = code.text.encode()
    try:
        text = Patch.of(data, plain).apply(data).decode()
        definition = Definition.parse(text)
    except (SyntaxError, ValueError):
        return None
    same = ast.dump(definition.node.args) == ast.dump(code.node.args)
    return definition if same and definition.node.name == code.node.name else None


def _bare(text: str) -> str:
    return text.replace(OPEN, "").replace(CLOSE, "")


def _without(text: str, number: int) -> str:
    """Leave out the pair of parentheses that is opened after `number` others."""
    places = [i for i, char in enumerate(text) if char == OPEN]
    if number >= len(places):
        return text
    begin, depth = places[number], 0
    for end in range(begin, len(text)):
        depth += (text[end] == OPEN) - (text[end] == CLOSE)
        if depth == 0:
            return text[:begin] + text[begin + 1 : end] + text[end + 1 :]
    return text


def _compiles(definition: Definition) -> bool:
    """Does the compiler take it? Of names of enclosing functions it cannot know here."""
    if "nonlocal" in definition.text or "super()" in definition.text:
        return True
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(definition.text, "<candidate>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            return False
    return True


def changed_tokens(old: str, new: str) -> int:
    """Return how many tokens differ, left out and put in."""
    matcher = SequenceMatcher(None, tokens(old), tokens(new), autojunk=False)
    return sum(max(b - a, d - c) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal")


@lru_cache(maxsize=16)
def tokens(text: str) -> list[str]:
    """Return the tokens of a text, without comments."""
    found = tokenize.generate_tokens(io.StringIO(text).readline)
    return [t.string for t in found if t.type not in (tokenize.COMMENT, tokenize.NL)]
