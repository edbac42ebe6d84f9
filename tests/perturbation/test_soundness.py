"""Whenever changing an input changes the output, that input is in the slice."""

import pytest
from hypothesis import given

from .generation import generate
from .grammar import HARD
from .judging import grammar_of, judge_source, missed
from .lists import HARD_PROGRAMS, PAGE, hard_violations, known, needed
from .oracle import witness
from .rules import RULES, kept_without, rules
from .running import Ended, Program
from .strategy import programs
from .syntax import Tree

CHUNK = 100


def others(start: int, count: int) -> list[int]:
    return [seed for seed in range(start, start + count) if seed not in known()]


@pytest.mark.parametrize("start", range(0, 2000, CHUNK))
def test_no_input_that_matters_is_missed(start: int) -> None:
    assert missed(others(start, CHUNK)) == []


@pytest.mark.parametrize(
    "seed",
    [pytest.param(s, marks=pytest.mark.xfail(strict=True, reason=r)) for s, r in known().items()],
)
def test_what_is_known_to_be_missed(seed: int) -> None:
    assert missed([seed]) == []


@pytest.mark.slow
@pytest.mark.parametrize("start", range(2000, 50_000, 500))
def test_no_input_that_matters_is_missed_in_many_programs(start: int) -> None:
    assert missed(others(start, 500)) == []


@given(programs())
def test_hypothesis_finds_no_input_that_is_missed(source: str) -> None:
    verdict = judge_source(source, imported=False)
    assert verdict is None or verdict.missed == ()


def test_the_hard_tier_misses_no_more_than_it_did() -> None:
    assert len(missed(range(HARD_PROGRAMS), HARD)) <= hard_violations()


COVERED = pytest.mark.xfail(strict=True, reason="other rules reach the same inputs by now")
"""Of a rule that no core program of the first 2 000 seeds needs any more."""


@pytest.mark.parametrize(
    "rule",
    [pytest.param(r, marks=COVERED) if r == "potential dispatch" else r for r in RULES],
)
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


def test_the_page_tells_what_the_tests_hold() -> None:
    page = PAGE.read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")] for line in page.splitlines()]
    seeds = {row[1]: int(row[3]) for row in rows if len(row) == 5 and row[1] in RULES}
    assert seeds == needed()
    assert f"Violations: **{hard_violations()}** in" in page
