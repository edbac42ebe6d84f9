"""Whenever changing an input changes the output, that input is in the slice."""

from pathlib import Path

import pytest

from .generation import generate
from .grammar import HARD
from .judging import grammar_of, missed
from .oracle import witness
from .rules import RULES, kept_without, rules
from .running import Ended, Program
from .syntax import Tree

CHUNK = 100
HARD_PROGRAMS = 300
RATCHET = Path(__file__).parent / "hard_tier.txt"
"""How many violations the hard tier may show; the number may only fall."""
NEEDED = Path(__file__).parent / "needed_rules.txt"
"""For each rule a program whose slice would miss an input without it, as `rule: seed` (see `report`)."""


def needed() -> dict[str, int]:
    lines = NEEDED.read_text(encoding="utf-8").splitlines()
    return {rule: int(seed) for rule, seed in (line.split(": ") for line in lines)}


@pytest.mark.parametrize("start", range(0, 2000, CHUNK))
def test_no_input_that_matters_is_missed(start: int) -> None:
    assert missed(range(start, start + CHUNK)) == []


@pytest.mark.slow
@pytest.mark.parametrize("start", range(2000, 50_000, 500))
def test_no_input_that_matters_is_missed_in_many_programs(start: int) -> None:
    assert missed(range(start, start + 500)) == []


def test_the_hard_tier_misses_no_more_than_it_did() -> None:
    allowed = int(RATCHET.read_text(encoding="utf-8"))
    assert len(missed(range(HARD_PROGRAMS), HARD)) <= allowed


@pytest.mark.parametrize("rule", RULES)
def test_without_this_rule_an_input_that_matters_is_missed(rule: str) -> None:
    seed = needed()[rule]
    program = Program(generate(seed, grammar_of(seed)))
    before = program.run({})
    assert isinstance(before, Ended)
    run, _ = program.record()
    graph = run.slice().graph
    of_edge = rules(graph, Tree(program.tree))
    lost = kept_without(graph, of_edge, "") - kept_without(graph, of_edge, rule)
    assert any(witness(program, each, before) for each in program.inputs if each.name in lost)
