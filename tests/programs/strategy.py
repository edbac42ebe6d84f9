"""Random programs for Hypothesis."""

from dataclasses import dataclass
from functools import cache

from hypothesis import strategies as st

from .program import program


@cache
def _integers(bound: int) -> st.SearchStrategy[int]:
    return st.integers(0, bound - 1)


@dataclass(frozen=True, slots=True)
class Drawn:
    """Decisions drawn by Hypothesis, which can shrink and replay them."""

    draw: st.DrawFn

    def below(self, bound: int) -> int:
        """Draw an integer from 0 to `bound - 1`."""
        return self.draw(_integers(bound)) if bound > 1 else 0


@st.composite
def programs(draw: st.DrawFn) -> str:
    """Give the source of programs as `program.program` writes them."""
    return program(Drawn(draw))
