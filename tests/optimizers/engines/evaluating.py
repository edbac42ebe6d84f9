"""Evaluates what an engine proposes in this process: enough to test engines without workers."""

import importlib
from statistics import fmean

from optimizers.engines.engine import Outcome, ParameterInfo, Rollout, Task
from tracer import overlay, parameters, record


def infos(program):
    return tuple(
        ParameterInfo(
            p.id,
            p.name,
            str(p.kind),
            p.value,
            p.source,
            p.bounds,
            p.choices,
            whole=p.kind == "number" and isinstance(p.value, int),
        )
        for p in parameters(program)
    )


class Evaluation:
    """Runs one engine to the end of a budget (`program`: a function, or a list whose first is run); `tried` has each candidate's values (by name) and score, in order."""

    def __init__(self, program, data, objective, evaluations, seed=0):
        self.trained = program
        self.program = program[0] if isinstance(program, list) else program
        self.data, self.objective = data, objective
        self.left = evaluations
        self.task = Task(infos(program), tuple(map(str, range(len(data)))), seed, evaluations)
        self.names = {p.id: p.name for p in self.task.parameters}
        self.tried = []

    def run(self, engine):
        """Drive the engine; return the best values by name."""
        while self.left >= len(self.data):
            trials = list(engine.propose())[: self.left // len(self.data)]
            if not trials:
                break
            engine.tell([self.outcome(trial) for trial in trials])
        return max(self.tried, key=lambda t: t[1])[0]

    def outcome(self, trial):
        """Evaluate a trial."""
        examples = self.task.examples if trial.examples is None else trial.examples
        outcome = Outcome(trial, tuple(self.rollout(trial, example) for example in examples))
        if outcome.score is not None:
            values = {self.names[i]: v for i, v in trial.values.items()}
            self.tried.append((values, fmean(r.score for r in outcome.rollouts)))
        return outcome

    def rollout(self, trial, example):
        """Evaluate a trial on one example."""
        self.left -= 1
        given, expected = self.data[int(example)]
        with overlay(trial.values):
            try:
                score, found = self.recorded(trial.probe, given, expected)
            except ArithmeticError as error:
                return Rollout(example, None, str(error), type(error).__name__)
        return Rollout(example, float(score), found=found)

    def recorded(self, probe, given, expected):
        """Return the score, and what the probe found; nothing is recorded without one."""
        if probe is None:
            return self.objective(self.program(given), expected), None
        with record() as run:
            score = self.objective(self.program(given), expected)
        return score, _called(probe)(run, score, parameters(self.trained))


def _called(name):
    module, function = name.split(":")
    return getattr(importlib.import_module(module), function)
