"""Values and limits of parameters that are not known, exclude each other or leave nothing to try."""

import pytest
from tests.optimizers.optimizing import run

from tracer import parameters
from tracer.errors import TracerError

pytestmark = pytest.mark.usefixtures("drawing_engine")


def test_a_value_that_is_not_known_before_it_runs_is_told(module):
    program = module("""
        from tracer import trace, trainable

        LIMIT = 3.0


        @trace
        def line(x):
            a = trainable(LIMIT, bounds=(0.0, 5.0))
            return a * x
        """)
    with pytest.raises(
        TracerError, match=r"a \(.*\): the value is not known .* run the program once"
    ):
        run(target=program.line)
    program.line(1.0)
    assert run(target=program.line).best


def test_bounds_that_are_not_known_before_it_runs_are_told(module):
    program = module("""
        from tracer import trace, trainable

        MOST = 5.0


        @trace
        def line(x):
            a = trainable(3.0, bounds=(0.0, MOST))
            return a * x
        """)
    told = "\n".join(run(target=program.line).notes)
    assert "tried without bounds, not known before it runs" in told
    program.line(1.0)
    assert "tried without" not in "\n".join(run(target=program.line).notes)


LIMITED = """
    from tracer import trace, trainable

    @trace
    def line(x):
        a = trainable({value}, name="a", {limits})
        return a * x
"""


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ("bounds=(10.0, 0.0)", r"a \(.*:\d+.*\): no number is within bounds=\(10.0, 0.0\)"),
        ("choices=[]", r"a \(.*:\d+.*\): it has no choices"),
    ],
)
def test_a_parameter_that_may_have_no_value_is_refused(module, limits, words):
    program = module(LIMITED.format(value=5.0, limits=limits))
    with pytest.raises(TracerError, match=words):
        run(program.line)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ("bounds=(0.0, 10.0)", "50.0 is not between 0.0 and 10.0, and only values between are"),
        ("choices=[1.0, 2.0]", "50.0 is none of its choices, and only these are tried"),
    ],
)
def test_a_value_outside_of_its_limits_is_told(module, limits, words):
    program = module(LIMITED.format(value=50.0, limits=limits))
    assert words in "".join(run(program.line, engine="auto").notes)
    program = module(LIMITED.format(value=2.0, limits=limits))
    assert "only" not in "".join(run(program.line, engine="auto").notes)


def test_derivatives_begin_at_the_nearest_bound(module):
    program = module(LIMITED.format(value=50.0, limits="bounds=(0.0, 10.0)"))
    result = run(program.line, [(1.0, 9.0), (2.0, 18.0)], engine="auto")
    assert result.engine == "gradient"
    assert result.best[parameters(program.line)[0]] == pytest.approx(9.0, abs=0.1)
