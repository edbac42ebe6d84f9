"""`optimize`: from a function, examples and an objective to a change of source."""

import asyncio

import pytest
from tests.optimizers.optimizing import DATA, LINE, run

from optimizers import Budget, Example
from tracer import Feedback, overlay, parameters

pytestmark = pytest.mark.usefixtures("drawing_engine")


def test_the_best_is_found_shown_and_applied_when_asked(module, tmp_path):
    line = module(LINE).line
    before = line(1.0)
    result = run(line)
    assert result.improved
    assert result.after.mean > result.before.mean
    assert line(1.0) == before
    best = {p.name: v for p, v in result.best.items()}
    assert f"+    a = trainable({best['a']!r}" in result.diff()
    [path] = result.apply()
    assert f"a = trainable({best['a']!r}" in path.read_text()
    assert line(1.0) == best["a"] + best["b"]


def test_the_start_of_the_gradient_is_evaluated_once(module):
    line = module(LINE).line
    result = run(line, engine="gradient", budget=Budget(evaluations=6))
    assert len([tried for tried in result.tried if tried.rollouts]) == 2
    assert result.cost.evaluations == 6


def test_a_program_that_fails_while_it_is_recorded_is_tried_without(module, tmp_path):
    mark = tmp_path / "was_run"
    line = module(
        LINE
        + f"""
    import pathlib

    def once(output, expected):
        place = pathlib.Path({str(mark)!r})
        if not place.exists():
            place.touch()
            raise ValueError("the first time")
        return -((output - expected) ** 2)
    """
    )
    result = run(
        line.line, DATA[:1], line.once, engine="gradient", budget=Budget(evaluations=4), workers=1
    )
    assert [s.before for s in result.scores] == [-9.0]


def test_a_result_is_shown_in_a_line(module):
    data = [(float(x), 2.0 * x - 1) for x in range(40)]
    result = run(module(LINE).line, data, budget=Budget(evaluations=2000))
    changed = ", ".join(f"{p.name}={v!r}" for p, v in result.changed.items())
    assert repr(result) == f"<Result {result}; changes {changed}>"
    assert len(repr(result)) < 300
    assert "held-out" not in str(result)
    same = run(module(LINE).line, [(1.0, 0.0)], budget=Budget(evaluations=1))
    assert repr(same) == f"<Result {same}; changes nothing>"


def test_repair_counts_the_changes_that_were_tried(module):
    program = module("""
        from tracer import trace

        @trace(trainable=True)
        def program(a):
            return a + 3
    """).program
    result = run(program, [(2.0, 77.0)], engine="repair", budget=Budget(evaluations=10))
    (note,) = [n for n in result.notes if "changes passes" in n]
    assert note.startswith(f"repair: none of {result.cost.evaluations - 2} changes")


def test_the_budget_is_kept(module):
    line = module(LINE).line
    assert run(line, budget=Budget(evaluations=7)).cost.evaluations == 7
    assert "evaluations" in run(line, budget=Budget(evaluations=7)).stopped
    assert run(line, budget=Budget(seconds=0)).stopped == "the budget of seconds is used up"


def test_code_may_be_what_has_no_score(module):
    program = module("""
        from tracer import trace, trainable

        @trace(trainable=True)
        def program(x):
            return x + trainable(0.0, bounds=(0, 1)) + missing
    """).program
    result = run(program, budget=Budget(evaluations=9))
    assert result.cost.evaluations > len(DATA)
    assert "NameError: name 'missing' is not defined" in "".join(result.notes)


def test_coroutines_dicts_and_feedback(module):
    program = module("""
        from tracer import trace, trainable

        @trace
        async def program(x, y):
            return x + y + trainable(0.0, name="c", bounds=(0, 1))
    """).program
    data = [Example({"x": 1, "y": 2}, 3, "sum")]
    result = run(program, data, spoken)
    assert result.scores[0].example == "sum"
    assert result.tried[0].rollouts[0].text == "3"
    assert asyncio.run(program(1, 2)) == 3


def test_values_set_before_are_where_it_starts(module):
    line = module(LINE).line
    a = parameters(line)[0]
    a.set(2.0)
    with overlay({parameters(line)[1]: -1.0}):
        result = run(line, budget=Budget(evaluations=9))
        assert result.before.mean == 0.0
    assert not result.improved


def spoken(output, expected):
    return Feedback(output, f"{output:.0f}")
