"""Random programs with inputs, for Hypothesis."""

from hypothesis import strategies as st
from tests.programs.strategy import Drawn
from tests.programs.table import Grammar

from .generation import program
from .grammar import CORE


@st.composite
def programs(draw: st.DrawFn, grammar: Grammar = CORE) -> str:
    """Give the source of programs as `generation.program` writes them."""
    return program(Drawn(draw), grammar)
