"""`python -m tracer optimize`: a function with data, or a script that prints its score."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from optimizers.examples import Example, Given
from optimizers.ledger import Budget
from optimizers.optimizing import optimize
from optimizers.optimizing_scripts import optimize_script
from optimizers.options import is_script, options_of
from optimizers.progress import listener
from optimizers.result import Result
from optimizers.running.importing import called, named
from tracer.errors import TracerError


def run(words: Sequence[str]) -> tuple[str, int]:
    """Do what the command line says; return what is to be printed, and the status: 0 if something better was found, else 1."""
    options = options_of(words)
    sys.path.insert(0, os.getcwd())
    result = _script(options) if is_script(options.target) else _function(options)
    diff = result.diff()
    if options.apply:
        result.apply()
    text = (
        _json(result, diff)
        if options.json
        else _text(result, "written\n" if options.apply else diff)
    )
    return text, 0 if result.improved else 1


def _budget(options: argparse.Namespace) -> Budget:
    return Budget(evaluations=options.evaluations, seconds=options.seconds, usd=options.usd)


def _function(options: argparse.Namespace) -> Result:
    if options.module:
        raise TracerError(f"--module is for a script, and {options.target} is a function")
    if options.data is None or options.objective is None:
        raise TracerError("a function needs --data and --objective (see --help)")
    return optimize(
        called(options.target),
        _data(options.data),
        called(options.objective),
        engine=options.engine,
        llm=options.llm,
        budget=_budget(options),
        workers=options.workers,
        time_limit=options.time_limit,
        validation=options.validation,
        isolation=options.isolation,
        environment=options.environment,
        seed=options.seed,
        perfect=options.perfect,
        quiet=options.quiet,
    )


def _script(options: argparse.Namespace) -> Result:
    for name, given in (
        ("--data", options.data is not None),
        ("--validation", options.validation is not None),
        ("--isolation", options.isolation != "fork"),
        ("--environment", bool(options.environment)),
    ):
        if given:
            raise TracerError(f"{name} is for a function, and {options.target} is a script")
    return optimize_script(
        options.target,
        options.arguments,
        objective=None if options.objective is None else called(options.objective),
        engine=options.engine,
        llm=options.llm,
        budget=_budget(options),
        workers=options.workers,
        time_limit=options.time_limit,
        seed=options.seed,
        perfect=options.perfect,
        modules=options.module,
        listeners=[] if options.quiet else [listener()],
    )


def _data(name: str) -> list[Given]:
    if not os.path.isfile(name):
        found = named(name)
        if found is None:
            raise TracerError(f"--data {name}: there is no such file, nor a list module:name")
        if not isinstance(found, Iterable):
            raise TracerError(f"--data {name}: {found!r:.60} is no list of examples")
        return list(found)
    with open(name, encoding="utf-8") as file:
        lines = [line for line in file if line.strip()]
    return [_example(line, f"{name}:{number}") for number, line in enumerate(lines, 1)]


def _example(line: str, where: str) -> Given:
    try:
        told = json.loads(line)
    except ValueError as error:
        raise TracerError(f"{where} is no JSON: {error}") from error
    if isinstance(told, list) and len(told) == 2:
        return Example(told[0], told[1])
    if isinstance(told, dict) and "input" in told:
        return Example(told["input"], told.get("expected"), told.get("id"))
    raise TracerError(f"{where} is neither [input, expected] nor an object with an input")


def _text(result: Result, done: str) -> str:
    if not result.improved:
        return "nothing better was found\n"
    return f"{done}{result}\n"


def _json(result: Result, diff: str) -> str:
    told: dict[str, Any] = {
        "best": {p.id: v for p, v in result.best.items()},
        "changed": [p.id for p in result.changed],
        "before": asdict(result.before),
        "after": asdict(result.after),
        "scores": [asdict(s) for s in result.scores],
        "cost": asdict(result.cost),
        "candidates": len(result.tried),
        "engine": result.engine,
        "reason": result.reason,
        "stopped": result.stopped,
        "notes": result.notes,
        "journal": None if result.journal is None else str(result.journal),
        "diff": diff,
    }
    return json.dumps(told, indent=1, default=repr) + "\n"
