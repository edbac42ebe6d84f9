"""The engine repairs programs that it has not seen: each has one mistake, and calls that it never gets."""

import importlib
import itertools
import json
import os
import sys
from dataclasses import asdict

import pytest
from tests.optimizers.engines.repair.seeded import PROGRAMS

from optimizers.engines.engine import Outcome, ParameterInfo, Rollout, Task, Trial
from optimizers.engines.repair import make
from optimizers.engines.repair.observing import observe
from tracer import InvalidUpdate, overlay, parameters, record

resource = pytest.importorskip("resource", reason="limits of memory are POSIX")

NAME = "seeded_"
_NUMBER = itertools.count()
_STEPS = 20_000
_MEMORY = 2 << 30


class TooLong(BaseException):
    """A candidate does not come to an end."""


def called(function, arguments):
    """Call it; one that does not end is ended after a number of its lines, which is the same on every machine."""
    left = _STEPS

    def count(frame, event, argument):
        nonlocal left
        if NAME not in frame.f_code.co_filename:
            return None  # what records it, or makes it record
        left -= 1
        if left < 0:
            raise TooLong
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        return function(*json.loads(json.dumps(arguments)))
    except TooLong:
        return TooLong
    except Exception as error:  # noqa: BLE001  # candidates fail as they like
        return type(error)
    finally:
        sys.settrace(before)


class Workbench:
    """Evaluates trials as workers would. `tried` counts them."""

    def __init__(self, folder, program):
        self.program = program
        self.inputs = {str(n): i for n, i in enumerate(program.shown)}
        self.wanted = dict(
            zip(self.inputs, program.results(program.correct, program.shown), strict=True)
        )
        name = f"{NAME}{program.name}_{next(_NUMBER)}"
        marked = program.broken.splitlines()
        marked = [
            f"{x}  # tracer: trainable" if x.strip().startswith("def ") else x for x in marked
        ]
        (folder / f"{name}.py").write_text("\n".join(marked) + "\n", encoding="utf-8")
        self.module = importlib.import_module(name)
        self.parameters = {p.id: p for p in parameters(self.module)}
        self.tried = 0

    def task(self):
        """Return what the engine is given."""
        infos = tuple(
            ParameterInfo(p.id, p.name, "code", p.value, p.source, span=tuple(p.span))
            for p in self.parameters.values()
        )
        return Task(infos, tuple(self.inputs), seed=0)

    def outcome(self, trial):
        """Evaluate a trial in a forked process: it may want all memory there is."""
        self.tried += 1
        examples = tuple(self.inputs) if trial.examples is None else trial.examples
        theirs, ours = os.pipe()
        child = os.fork()
        if child == 0:
            resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
            told = [asdict(r) for r in self.evaluated(trial, examples).rollouts]
            with os.fdopen(ours, "w", encoding="utf-8") as pipe:
                json.dump(told, pipe)
            os._exit(0)
        os.close(ours)
        with os.fdopen(theirs, encoding="utf-8") as pipe:
            text = pipe.read()
        os.waitpid(child, 0)
        told = (
            json.loads(text) if text else [asdict(Rollout(e, None, error="died")) for e in examples]
        )
        return Outcome(trial, tuple(Rollout(**r) for r in told))

    def evaluated(self, trial, examples):
        """Evaluate a trial here."""
        try:
            with overlay({self.parameters[i]: v for i, v in trial.values.items()}):
                return Outcome(trial, tuple(self.rollout(e, trial.probe) for e in examples))
        except InvalidUpdate as error:
            refused = (Rollout(e, None, str(error), "InvalidUpdate") for e in examples)
            return Outcome(trial, tuple(refused))

    def rollout(self, example, probe):
        """Call the program with one input."""
        function = getattr(self.module, self.program.name)
        if probe is None:
            got, found = called(function, self.inputs[example]), None
        else:
            with record(max_events=50_000) as run:
                got = called(function, self.inputs[example])
            found = json.loads(json.dumps(observe(run, None, list(self.parameters.values()))))
        error = "timeout" if got is TooLong else ""
        score = float(type(got) is type(self.wanted[example]) and got == self.wanted[example])
        return Rollout(example, score, "", error, 0.0, found)

    def repair(self, engine):
        """Drive an engine to its end; return the outcomes of its last generation."""
        outcomes = []
        while trials := engine.propose():
            outcomes = [self.outcome(t) for t in trials]
            engine.tell(outcomes)
        return outcomes

    def text_with(self, values):
        """Return the program with a candidate's definitions in place of its own."""
        text = self.program.broken
        for ident, value in values.items():
            old = self._plain(self.parameters[ident].value, ident)
            assert text.count(old) == 1
            text = text.replace(old, self._plain(value, ident))
        return text

    def _plain(self, text, ident):
        indent = "    " if self.parameters[ident].mark.qualname.count(".") else ""
        lines = text.replace("  # tracer: trainable", "").splitlines()
        return "\n".join(indent + line if line else line for line in lines)


@pytest.fixture
def bench(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return lambda program: Workbench(tmp_path, program)


def named(name):
    return next(p for p in PROGRAMS if p.name == name)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.name)
def test_some_calls_show_the_mistake_and_some_do_not(program):
    space = {}
    exec(compile(program.broken, f"{NAME}{program.name}", "exec"), space)
    got = [called(space[program.name], arguments) for arguments in program.shown]
    right = [
        a == b for a, b in zip(got, program.results(program.correct, program.shown), strict=True)
    ]
    assert True in right
    assert False in right


SLOW = {"account", "first_positive", "flatten", "dedupe", "grade", "binary_search"}


@pytest.mark.parametrize(
    "name",
    ["rle", "average", "rotate", *(pytest.param(n, marks=pytest.mark.slow) for n in sorted(SLOW))],
)
def test_a_mistake_is_repaired_and_held_out_calls_agree(bench, name):
    work = bench(named(name))
    engine = make(work.task())
    finals = work.repair(engine)
    assert finals[0].score == 1.0
    assert engine.preferred()[0] == finals[0].trial.values
    text = work.text_with(finals[0].trial.values)
    program = work.program
    assert program.results(text, program.held) == program.results(program.correct, program.held)


def test_nothing_to_repair(bench):
    program = named("rle")
    right = type(program)(
        "rle", "", program.text, program.right, program.right, program.shown, program.held
    )
    work = bench(right)
    engine = make(work.task())
    work.repair(engine)
    assert (work.tried, list(engine.notes())) == (
        1,
        ["no example fails: there is nothing to repair"],
    )


def test_what_cannot_be_repaired_is_said(bench):
    program = named("gcd")
    odd = type(program)(
        "f",
        "",
        "def f(a):\n    return a * a + 3 * a\n",
        "return a * a + 3 * a",
        "return a",
        ((2,), (5,)),
        (),
    )
    work = bench(odd)
    engine = make(work.task())
    work.repair(engine)
    (note,) = engine.notes()
    assert note.startswith("none of ")
    assert work.tried < 500


def clamp(wrong):
    """Return a program of one line."""
    right = "return low if x <= low else high if x >= high else x"
    return type(PROGRAMS[0])(
        "clamp",
        "two constants",
        f"def clamp(x, low, high):\n    {right}\n",
        right,
        wrong,
        ((5, 1, 9), (-5, -3, 3), (7, -2, 4), (0, -1, 1), (-9, -3, 3), (9, -2, 4)),
        ((-1, 2, 3), (8, 2, 3)),
    )


def test_two_mistakes_are_repaired_where_one_change_mends_some_examples(bench):
    work = bench(clamp("return 0 if x <= low else 1 if x >= high else x"))
    engine = make(work.task())
    finals = work.repair(engine)
    assert finals[0].score == 1.0
    program = work.program
    assert program.correct == work.text_with(finals[0].trial.values)


@pytest.mark.slow
def test_what_mends_some_examples_only_is_not_kept(bench):
    work = bench(clamp("return 0 if x <= low else x * 77 + 5 if x >= high else x"))
    engine = make(work.task())
    work.repair(engine)
    (note,) = engine.notes()
    assert note.endswith("what mends some of them only is not kept")
    assert engine.preferred() == []
    half = "return low if x <= low else x * 77 + 5 if x >= high else x"
    assert any(half in text for values in engine.discarded() for text in values.values())


def test_the_course_is_the_same_each_time(bench):
    work = bench(named("average"))
    courses = []
    for _ in range(2):
        engine, told = make(work.task()), []
        while trials := engine.propose():
            told.append([(dict(t.values), t.examples) for t in trials])
            engine.tell([work.outcome(t) for t in trials])
        courses.append(told)
    assert courses[0] == courses[1]


def test_generations_may_come_back_shorter(bench):
    work = bench(named("rotate"))
    engine = make(work.task())
    for _ in range(6):
        trials = engine.propose()
        engine.tell([work.outcome(t) for t in trials[: len(trials) // 2]])


def test_an_outcome_that_is_missing_is_taken_for_no_other(bench):
    work = bench(named("average"))
    engine = make(work.task())
    while trials := engine.propose():
        outcomes = [work.outcome(t) for t in trials]
        failed = next((o for o in outcomes if o.trial.values and o.score != 1.0), None)
        engine.tell([o for o in outcomes if o is not failed])
    assert engine.preferred()
    for values in engine.preferred():
        assert work.outcome(Trial(values)).score == 1.0
