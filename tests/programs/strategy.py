"""Random programs for Hypothesis."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from hypothesis import strategies as st

from .program import program


@lru_cache(maxsize=None)
def _integers(bound: int) -> st.SearchStrategy[int]:
    return st.integers(0, bound - 1)


@dataclass(frozen=True, slots=True)
class Drawn:
    """Decisions drawn by Hypothesis, which can shrink and replay them."""

    draw: st.DrawFn

    def below(self, bound: int) -> int:
        return self.draw(_integers(bound)) if bound > 1 else 0


@st.composite
def programs(draw: st.DrawFn) -> str:
    """Give the source of programs as `program.program` writes them."""
    return program(Drawn(draw))
