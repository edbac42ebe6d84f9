"""Events: every value, in the order of evaluation, equal to what one call per expression sees."""

import ast
from collections import Counter

import pytest
from hypothesis import example, given
from tests.corpus import each_sample, sample
from tests.programs.program import generate
from tests.programs.strategy import programs
from tests.reference import Program, actual_events, evaluated, expected_events, recorded

from tracer.values import NOT_KEPT


@pytest.mark.smoke
@each_sample
def test_a_samples_values_are_those_of_a_recorder_that_is_called_for_each_expression(name):
    program = Program(sample(name))
    assert Counter(actual_events(program)) == Counter(expected_events(program))


@pytest.mark.smoke
@each_sample
def test_a_samples_events_come_in_the_order_of_evaluation(name):
    program = Program(sample(name))
    assert actual_events(program) == expected_events(program)


@given(programs())
@example(generate(0))
def test_a_random_programs_events_are_its_evaluations_in_order(source):
    program = Program(source)
    assert actual_events(program) == expected_events(program)


@pytest.mark.parametrize("start", range(0, 200, 10))
def test_the_events_of_many_programs_are_their_evaluations_in_order(start):
    for seed in range(start, start + 10):
        program = Program(generate(seed))
        assert actual_events(program) == expected_events(program), f"seed {seed}"


@each_sample
def test_events_are_counted_without_being_made(name):
    run = recorded(Program(sample(name)))
    assert len(run) == sum(1 for _ in run.events())


@each_sample
def test_indices_count_the_events(name):
    events = list(recorded(Program(sample(name))).events())
    assert [event.index for event in events] == list(range(len(events)))


@each_sample
def test_events_can_be_read_twice(name):
    run = recorded(Program(sample(name)))
    once, again = (
        [(e.site.id, e.frame, id(e.value)) for e in run.events() if type(e.value) is list]
        for _ in "12"
    )
    assert once == again


@each_sample
def test_constants_have_the_values_the_compiler_gives_them(name):
    program = Program(sample(name))
    constants = {
        (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset): node.value
        for node in ast.walk(ast.parse(program.source))
        if isinstance(node, ast.Constant) and not isinstance(node.value, str)
    }
    seen = [
        e
        for e in evaluated(recorded(program))
        if e.site.node == "Constant" and e.value is not NOT_KEPT
    ]
    wrong = [
        (e.site.code, e.value)
        for e in seen
        if (
            value := constants.get(
                (e.site.line, e.site.col, e.site.end_line, e.site.end_col), e.value
            )
        )
        != e.value
        or type(value) is not type(e.value)
    ]
    assert wrong == []
