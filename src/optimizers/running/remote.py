"""An evaluation as a small message: a function from text to text, for whatever executor, on whatever machine."""

from __future__ import annotations

import ast
import atexit
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any

from optimizers.examples import Example
from optimizers.identity import digest_of_bytes
from optimizers.running.child import Setting, Worker
from optimizers.running.folders import Folders
from optimizers.running.functions import FunctionProgram
from optimizers.running.importing import called
from optimizers.running.limits import Limits
from optimizers.running.messages import Job, failed
from optimizers.running.rollouts import rollouts
from rewriters.editing.literals import same
from tracer.errors import TracerError
from tracer.trainables.finding import parameters
from tracer.trainables.parameter import Parameter


@dataclass(frozen=True)
class Reference:
    """A program by the names of its target and objective, so that a node finds its own.

    `code`: digests of the modules with parameters, by name; a node with other code does not answer for it. `path`: where
    modules are looked for, too. `isolation`: `fork` or `none`.
    """

    target: str
    objective: str
    code: Mapping[str, str]
    limits: Limits
    isolation: str = "fork"
    path: Sequence[str] = field(default_factory=lambda: [os.path.abspath(p) for p in sys.path])

    @classmethod
    def of(cls, program: FunctionProgram, limits: Limits, isolation: str) -> Reference:
        """Refer to a program. Raises TracerError where its functions have no names that others can import."""
        code = code_of(program.parameters)
        names = name_of(program.target), name_of(program.objective)
        return cls(*names, code, limits, isolation)

    def message(self, job: Job, examples: Mapping[str, Example]) -> str:
        """Return the message for a job, with its examples. Raises TracerError for examples that are no literals."""
        told = {
            i: [_literal(examples[i].input, i), _literal(examples[i].expected, i)]
            for i in job.examples
        }
        limits = {**asdict(self.limits), "environment": sorted(self.limits.environment)}
        program = [self.target, self.objective, self.code, limits, self.isolation, self.path]
        return json.dumps({"program": program, "job": job.text(), "examples": told})


def evaluate(message: str) -> list[str]:
    """Run the job of a message; return its results as `Finished.text` writes them. It forks where it can."""
    told = json.loads(message)
    target, objective, code, limits, isolation, path = told["program"]
    job = Job.read(told["job"])
    examples = {
        i: Example(ast.literal_eval(given), ast.literal_eval(expected), i)
        for i, (given, expected) in told["examples"].items()
    }
    try:
        program = _program(target, objective, json.dumps(code), tuple(path))
    except TracerError as error:
        return [failed(i, "node", str(error)).text() for i in job.examples]
    mine = FunctionProgram(program.target, program.objective, examples, program.parameters)
    if isolation == "none" or not hasattr(os, "fork"):
        return [done.text() for done in rollouts(mine, job, keep=False)]
    limits["environment"] = frozenset(limits["environment"])
    worker = Worker(mine, Setting(Limits(**limits), _folders(os.getcwd())))
    return [done.text() for done in worker.run(job)]


@lru_cache(maxsize=1)
def _folders(source: str) -> Folders:
    """Files are copied once in the life of a node's process."""
    folders = Folders(source)
    atexit.register(folders.remove)
    return folders


@lru_cache(maxsize=8)
def _program(target: str, objective: str, code: str, path: tuple[str, ...]) -> FunctionProgram:
    sys.path += [p for p in path if p not in sys.path]
    function = called(target)
    found = parameters(function, deep=True)
    here = code_of(found)
    for module, known in json.loads(code).items():
        if here.get(module) != known:
            raise TracerError(f"this node has another version of the module {module}")
    return FunctionProgram(function, called(objective), {}, found)


def code_of(found: Sequence[Parameter]) -> dict[str, str]:
    """Return the digests of the modules that hold parameters."""
    return {p.file.module: digest_of_bytes(p.file.loaded.data) for p in found if p.has_source}


def name_of(function: Callable[..., Any]) -> str:
    """Return `module:function`. Raises TracerError where nothing can be imported by that name."""
    name = f"{getattr(function, '__module__', '')}:{getattr(function, '__qualname__', '')}"
    try:
        found = called(name)
    except TracerError:
        found = None
    if found is not function:
        raise TracerError(
            f"{name} cannot be imported by name, and an executor gets names: define target and objective in modules"
        )
    return name


def _literal(value: object, example: str) -> str:
    text = repr(value)
    try:
        if same(ast.literal_eval(text), value):
            return text
    except (ValueError, SyntaxError):
        pass
    raise TracerError(f"example {example!r} is no literal, so it cannot be sent: {text:.60}")
