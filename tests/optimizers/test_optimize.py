"""`optimize`: from a function, examples and an objective to a change of source."""

import asyncio
import hashlib
import importlib
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from tests.optimizers import drawing

from optimizers import Budget, Example, optimize
from optimizers.journal.files import journals
from optimizers.journal.reporting import summary
from optimizers.running.messages import digest
from tracer import Feedback, overlay, parameters, trace
from tracer.errors import TracerError

NAMES = iter(f"optimized_{n}" for n in range(1_000))
LINE = """
    from tracer import trace, trainable

    @trace
    def line(x):
        a = trainable(0.0, name="a", bounds=(-5, 5))
        b = trainable(0.0, name="b", bounds=(-5, 5))
        return a * x + b
"""
DATA = [(x, 2 * x - 1) for x in (-1.0, 0.0, 1.0)]


@pytest.fixture(autouse=True)
def engine(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(
        importlib.import_module("optimizers.engines").HOMES, drawing.NAME, drawing.__name__
    )


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Write modules and import them."""
    monkeypatch.syspath_prepend(tmp_path)

    def write(text):
        name = next(NAMES)
        (tmp_path / f"{name}.py").write_text(textwrap.dedent(text))
        importlib.invalidate_caches()
        return importlib.import_module(name)

    return write


def loss(output, expected):
    return -((output - expected) ** 2)


def run(target, data=DATA, objective=loss, **options):
    given = {"engine": drawing.NAME, "workers": 2, "quiet": True, "budget": Budget(evaluations=60)}
    return optimize(target, data, objective, **{**given, **options})


def told(result):
    """Return all of a result but what took time."""
    return (
        {p.name: v for p, v in result.best.items()},
        result.scores,
        result.cost.evaluations,
        [
            ({p.name: v for p, v in t.values.items()}, [r.score for r in t.rollouts])
            for t in result.tried
        ],
    )


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


@pytest.mark.parametrize("isolation", ["reuse", "none"])
def test_isolation_changes_no_result(module, isolation):
    line = module(LINE).line
    assert told(run(line, isolation=isolation)) == told(run(line, isolation="fork"))


def test_files_stay_as_they_are(module, tmp_path):
    line = module(LINE).line

    def tree():
        return {p: hashlib.sha256(p.read_bytes()).digest() for p in tmp_path.rglob("*.py")}

    before = tree()
    run(line, objective=writing)
    assert tree() == before
    assert not (tmp_path / "left.txt").exists()


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


def writing(output, expected):
    with open("left.txt", "w") as file:
        file.write("x")
    for name in os.listdir():
        if name.endswith(".py"):
            with open(name, "a") as file:
                file.write("# touched")
    return loss(output, expected)


def test_a_candidate_finds_copies_of_the_users_files(module, tmp_path):
    (tmp_path / "data.txt").write_text("2")
    line = module(LINE).line
    result = run(line, objective=reading, budget=Budget(evaluations=6))
    assert [s.before for s in result.scores] == [2.0, 2.0, 2.0]


def reading(output, expected):
    with open("data.txt") as file:
        return float(file.read())


def test_a_candidate_sees_no_keys_but_those_let_through(module, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-123456789")
    monkeypatch.setenv("MY_SETTING", "yes-please")
    line = module(LINE).line
    result = run(line, objective=spying, budget=Budget(evaluations=3), environment=["MY_SETTING"])
    [text] = {r.text for r in result.tried[0].rollouts}
    assert text == "key False setting True"


def spying(output, expected):
    seen = (
        str(dict(os.environ))
        + subprocess.run(["env"], capture_output=True, text=True, check=True).stdout
    )
    if sys.platform == "linux":
        with open("/proc/self/environ") as file:
            seen += file.read()
    return Feedback(1.0, f"key {'sk-123456789' in seen} setting {'yes-please' in seen}")


def test_no_engine_sees_what_is_held_out(module):
    line = module(LINE).line
    seen = []
    result = run(line, validation=[(5.0, 9.0)], on_event=seen.append)
    assert [s.example for s in result.scores if s.held_out] == ["3"]
    assert result.after.mean >= result.before.mean


def test_a_candidate_that_is_worse_on_what_is_held_out_is_not_kept(module):
    line = module(LINE).line
    result = run(line, validation=[(0.0, 0.0)], data=[(0.0, 5.0)])
    assert not result.improved
    assert result.diff() == ""


def test_a_share_is_held_out_by_the_seed(module):
    line = module(LINE).line
    data = [(float(x), 0.0) for x in range(10)]
    one, other = (run(line, data, validation=0.3, budget=Budget(evaluations=40)) for _ in "ab")
    held = [s.example for s in one.scores if s.held_out]
    assert len(held) == 3
    assert held == [s.example for s in other.scores if s.held_out]


def test_a_result_is_shown_in_a_line(module):
    data = [(float(x), 2.0 * x - 1) for x in range(40)]
    result = run(module(LINE).line, data, budget=Budget(evaluations=2000))
    changed = ", ".join(f"{p.name}={v!r}" for p, v in result.changed.items())
    assert repr(result) == f"<Result {result}; changes {changed}>"
    assert len(repr(result)) < 300
    assert "held-out" not in str(result)
    same = run(module(LINE).line, [(1.0, 0.0)], budget=Budget(evaluations=1))
    assert repr(same) == f"<Result {same}; changes nothing>"


def test_a_score_of_what_is_held_out_says_so(module):
    result = run(module(LINE).line, validation=[(2.0, 3.0), (3.0, 5.0)])
    assert f"{result.after} (2 held-out examples); " in str(result)


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


def test_a_failing_program_costs_its_candidate_only(module):
    program = module("""
        from tracer import trace, trainable

        @trace
        def program(x):
            kind = trainable("plain", choices=["plain", "raise", "exit", "best"])
            if kind == "raise":
                raise KeyError(x)
            if kind == "exit":
                import os
                os._exit(3)
            return {"plain": 1.0, "best": 2.0}[kind]
    """).program
    result = run(program, objective=output_itself)
    assert list(result.best.values()) == ["best"]
    errors = {next(iter(t.values.values()), "plain"): t.rollouts[0].error for t in result.tried}
    assert errors == {"plain": "", "raise": "KeyError", "exit": "exit", "best": ""}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"objective": lambda _output, _expected: 1 / 0}, "ZeroDivisionError: division by zero"),
        ({"objective": lambda _output, _expected: float("nan")}, "the score is nan"),
        ({"objective": lambda _output, _expected: "good"}, "gave 'good', which is no number"),
        ({"objective": lambda _output, _expected: None}, "the objective gave no score"),
        ({"data": [({"y": 1.0}, 1.0)] * 3}, "unexpected keyword argument 'y'"),
    ],
)
def test_where_no_example_has_a_score_nothing_is_tried(module, given, words):
    events = []
    with pytest.raises(TracerError, match=f"3 of 3 examples have no score .*; '0': .*{words}"):
        run(module(LINE).line, on_event=events.append, **given)
    assert {e.data["candidate"] for e in events if e.kind == "rollout"} == {digest({})}
    [journal] = journals(Path.cwd())
    assert summary(journal).startswith("optimization, 3 of 3 examples have no score")


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


def output_itself(output, expected):
    return output


def spoken(output, expected):
    return Feedback(output, f"{output:.0f}")


@trace
def unmarked(x):
    return x


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"target": unmarked}, "mark what may change"),
        ({"data": []}, "there is no data"),
        ({"data": [3]}, "example 0 is 3"),
        ({"data": [Example(1, 1, "a"), Example(2, 2, "a")]}, "two examples are called 'a'"),
        ({"engine": "magic"}, "there is no engine 'magic'"),
        ({"isolation": "chroot"}, "isolation='chroot'"),
        ({"workers": -2}, "workers=-2"),
        ({"time_limit": 0}, "time_limit=0"),
        ({"memory_limit": 0}, "memory_limit=0"),
        ({"seed": "x"}, "seed='x'"),
        ({"validation": 1.5}, "validation=1.5"),
    ],
)
def test_what_cannot_be_done_is_told(module, given, words):
    events = []
    with pytest.raises(TracerError, match=words):
        run(**{"target": module(LINE).line, "on_event": events.append, **given})
    assert not events


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


def test_text_alone_is_for_language_models(module):
    program = module("""
        from tracer import trace, trainable

        @trace
        def program(x):
            return trainable("say hello", name="prompt")
    """).program
    with pytest.raises(
        TracerError, match=r"no engine without a language model changes text \(prompt\)"
    ):
        run(program, engine="auto")


def test_random_numbers_are_the_same_for_all_candidates(module):
    program = module("""
        import random
        from tracer import trace, trainable

        @trace
        def program(x):
            return random.random() + trainable(0.0, name="c", bounds=(0, 1))
    """).program
    one, other = (run(program, [(1, 0)], output_itself, workers=n) for n in (1, 2))
    assert told(one) == told(other)


# ---------------------------------------------------------------------- the journal


def test_a_finished_optimization_is_begun_anew(module):
    line = module(LINE).line
    one, other = run(line), run(line)
    assert told(one) == told(other)
    assert one.journal != other.journal


def test_an_unfinished_one_is_resumed_and_repeats_nothing(module):
    line = module(LINE).line
    whole = run(line, journal=False)
    ran = []

    def stop(event):
        ran.append(event)
        if sum(e.kind == "rollout" for e in ran) == 20:
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        run(line, on_event=stop)
    rest = []
    resumed = run(line, on_event=rest.append)
    assert told(resumed) == told(whole)
    count = sum(e.kind == "rollout" for e in rest)
    assert count <= whole.cost.evaluations - 20
    assert len(journals(resumed.journal.parents[2])) == 1


@pytest.mark.slow
def test_two_at_once_have_a_journal_each(module):
    line = module(LINE).line
    results = []
    threads = [threading.Thread(target=lambda: results.append(run(line))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told(results[0]) == told(results[1])
    assert results[0].journal != results[1].journal


def test_lines_are_only_added_to_a_journal(module):
    line = module(LINE).line
    file = sqlite3.connect(run(line).journal)
    names = {n for (n,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert names == {"about", "candidates", "evaluations", "calls", "events", "replies"}
    assert file.execute("SELECT count(*) FROM evaluations").fetchone() == (60,)
    file.close()


def test_ctrl_c_finishes_what_runs_and_saves(module):
    line = module(LINE).line
    whole = run(line, journal=False)
    met = []

    def interrupt(event):
        if event.kind == "generation" and event.data["evaluations"] >= 20 and not met:
            met.append(event)
            signal.raise_signal(signal.SIGINT)

    result = run(line, on_event=interrupt)
    assert result.stopped == "it was interrupted"
    assert result.cost.evaluations < 60
    assert told(run(line)) == told(whole)


def test_a_second_ctrl_c_stops_now(module):
    line = module(LINE).line

    def interrupt(event):
        if event.kind == "generation":
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        run(line, on_event=interrupt)
    assert told(run(line)) == told(run(line, journal=False))
