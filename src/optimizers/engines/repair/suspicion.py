"""How suspicious the lines of a function are: Ochiai's measure over passing and failing examples, inside the slices."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Sequence

from optimizers.engines.repair.facts import Observed, spot_of
from optimizers.engines.repair.observing import Spot

OUTSIDE = 0.3
"""What a line counts that failing examples executed but whose values did not lead to a failure, as far as is known."""

_EVALUATED = (ast.Compare, ast.BinOp, ast.Call, ast.Subscript, ast.Attribute)


class Suspicion:
    """Of the lines of one function, from 0 (no failing example was there) to 1; without failing examples always 1."""

    def __init__(self, failing: Sequence[Observed], passing: Sequence[Observed]) -> None:
        self._wanted = [_lines(o.wanted or o.executed) for o in failing]
        self._executed = [_lines(o.executed) for o in failing]
        self._passing = [_lines(o.executed) for o in passing]
        self._spots: frozenset[Spot] = frozenset().union(*(o.executed for o in failing))
        every = set().union(*self._executed)
        raw = {line: self._measure(line) for line in every}
        most = max(raw.values(), default=1.0) or 1.0
        self.by_line = {line: value / most for line, value in raw.items()}

    def _measure(self, line: int) -> float:
        passed = sum(line in lines for lines in self._passing)
        wanted = ochiai(sum(line in lines for lines in self._wanted), passed, len(self._wanted))
        ran = ochiai(sum(line in lines for lines in self._executed), passed, len(self._executed))
        return max(wanted, OUTSIDE * ran)

    def of(self, node: ast.AST, lines: tuple[int, int]) -> float:
        """Return how suspicious a node on these lines is; 0 for one that was never evaluated where an example failed."""
        if not self._wanted:
            return 1.0
        if isinstance(node, _EVALUATED) and not self._ran(node):
            return 0.0
        return max((self.by_line.get(n, 0.0) for n in range(lines[0], lines[1] + 1)), default=0.0)

    def _ran(self, node: ast.AST) -> bool:
        loaded = isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
        return not loaded or spot_of(node) in self._spots


def ochiai(failed: int, passed: int, failing: int) -> float:
    """Return Ochiai's measure of what `failed` of all `failing` examples and `passed` others executed."""
    return failed / math.sqrt(failing * (failed + passed)) if failed else 0.0


def _lines(spots: Iterable[Spot]) -> frozenset[int]:
    return frozenset(spot[0] for spot in spots)
