"""Run experiments: problems, arms and seeds under equal budgets; a killed run goes on with the same command."""

from __future__ import annotations

import argparse
import contextlib
import os
import shlex
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from harness import catalog, running
from harness.machines import state
from harness.models import Model, proxy
from harness.results import Outcome, Store
from report import write

from optimizers import Budget

HERE = Path(__file__).resolve().parent

SMOKE_SECONDS = 30.0
"""Of CPU, for an experiment."""


def _parser() -> argparse.ArgumentParser:
    new = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    new.add_argument("experiments", nargs="*", metavar="EXPERIMENT", help="all, if none is named")
    new.add_argument("--list", action="store_true", help="list experiments and arms, run nothing")
    new.add_argument("--arms", help="names, with commas between; all, if none is named")
    new.add_argument(
        "--problems", help="names, with commas between, or a number: the first so many"
    )
    new.add_argument("--seeds", type=int, help="how many; they are numbered from 0")
    new.add_argument("--model", help="litellm's name, or an address of the OpenAI protocol")
    new.add_argument(
        "--smoke", action="store_true", help="the least of each, with recorded replies"
    )
    new.add_argument(
        "--record", action="store_true", help="with --smoke and --model: record replies"
    )
    new.add_argument("--evaluations", type=int, help="budget of each arm, problem and seed")
    new.add_argument("--calls", type=int, help="budget of calls of models")
    new.add_argument("--minutes", type=float, help="budget of time")
    new.add_argument(
        "--folder", type=Path, metavar="DIR", help="where experiments are, if not here"
    )
    new.add_argument("--out", type=Path, metavar="DIR", help="where results are kept")
    new.add_argument("--report", type=Path, metavar="DIR", help="write tables and plots there")
    return new


def _with_options(parser: argparse.ArgumentParser, names: Sequence[str]) -> None:
    told = {k: v for n in names for k, v in catalog.experiment_named(n).options.items()}
    for name, text in told.items():
        parser.add_argument(f"--{name}", help=text)


def main(words: Sequence[str] | None = None) -> int:
    """Run what is asked for; 1 if something failed."""
    given = list(sys.argv[1:] if words is None else words)
    parser = _parser()
    early, _ = parser.parse_known_args([w for w in given if w not in {"-h", "--help"}])
    if early.folder is not None:
        catalog.use(early.folder)
    names = [n for n in early.experiments if n in catalog.names()] or catalog.names()
    _with_options(parser, names)
    args = parser.parse_args(given)
    names = args.experiments or catalog.names()
    if args.list:
        for name in names:
            print(f"{name}: {', '.join(catalog.experiment_named(name).arms)}")
        return 0
    if args.record and not (args.smoke and args.model):
        parser.error("--record needs --smoke and --model")
    with contextlib.ExitStack() as stack:
        store = Store(args.out or _default_out(args, stack))
        failed = [name for name in names if not _ran(name, args, store)]
        if args.report is not None:
            write(store, args.report)
    return int(bool(failed))


def _ran(name: str, args: argparse.Namespace, store: Store) -> bool:
    """Run an experiment; did all of it end well, and is a smoke run as short as it should be?"""
    start = os.times()
    good = not [o for o in _run(name, args, store) if o.status == "failed"]
    end = os.times()
    spent = sum(end[:4]) - sum(start[:4])
    if args.smoke and not args.record:
        print(f"{name}: {spent:.1f} s of CPU", flush=True)
        if spent > SMOKE_SECONDS:
            print(f"{name}: a smoke run takes at most {SMOKE_SECONDS:g} s; make it smaller")
            return False
    return good


def _default_out(args: argparse.Namespace, stack: contextlib.ExitStack) -> Path:
    """Results are kept beside this file, but those of smoke runs nowhere."""
    if not args.smoke:
        return catalog.folder() / "results"
    return Path(stack.enter_context(tempfile.TemporaryDirectory()))


def _run(name: str, args: argparse.Namespace, store: Store) -> Iterator[Outcome]:
    command, machine, finished = _command(args), state(name), store.finished(name)
    with _proxy(name, args) as (model, address):
        for work in _works(name, args, model, address):
            blank = work.blank(command, machine)
            if blank.key in finished:
                continue
            start = time.monotonic()
            outcome = running.run(work, blank)
            store.add(outcome)
            _say(outcome, time.monotonic() - start)
            yield outcome


@contextlib.contextmanager
def _proxy(name: str, args: argparse.Namespace) -> Iterator[tuple[str | None, str | None]]:
    replies = catalog.folder() / "replies" / f"{name}.jsonl"
    if args.model is not None:
        model = Model("record" if args.record else "forward", args.model, replies)
    elif args.smoke:
        model = Model("replay", None, replies)
    else:
        yield None, None
        return
    with proxy(model) as address:
        yield model.name, address


def _works(
    name: str, args: argparse.Namespace, model: str | None, address: str | None
) -> Iterator[running.Work]:
    experiment = catalog.experiment_named(name)
    options = {option: getattr(args, option) for option in experiment.options}
    arms = _chosen(args.arms, experiment.arms)
    seeds = args.seeds or (experiment.smoke_seeds if args.smoke else experiment.seeds)
    for problem in _problems(args, experiment, options):
        for seed in range(seeds):
            for arm in arms:
                yield running.Work(
                    name,
                    arm,
                    problem,
                    seed,
                    _budget(args, experiment.smoke if args.smoke else experiment.budget),
                    args.smoke,
                    options,
                    model,
                    address,
                    experiment.time_limit,
                )


def _chosen(given: str | None, known: Sequence[str]) -> list[str]:
    """Return the arms that are named, of those that this experiment has. Names may hold commas themselves."""
    if given is None:
        return list(known)
    words, wanted = [word.strip() for word in given.split(",")], set()
    while words:
        sizes = [n for n in range(len(words), 0, -1) if ", ".join(words[:n]) in known] or [1]
        wanted.add(", ".join(words[: sizes[0]]))
        words = words[sizes[0] :]
    return [name for name in known if name in wanted]


def _problems(args: argparse.Namespace, experiment: object, options: dict[str, str]) -> list[str]:
    every = list(experiment.smoke_problems if args.smoke else experiment.problems(options))
    if args.problems is None:
        return every
    if args.problems.isdigit():
        return every[: int(args.problems)]
    wanted = [word.strip() for word in args.problems.split(",")]
    unknown = set(wanted) - set(every)
    if unknown:
        raise SystemExit(f"{experiment.name} has no problem {', '.join(sorted(unknown))}")
    return wanted


def _budget(args: argparse.Namespace, budget: Budget) -> Budget:
    seconds = None if args.minutes is None else args.minutes * 60
    given = {"evaluations": args.evaluations, "calls": args.calls, "seconds": seconds}
    return replace(budget, **{name: most for name, most in given.items() if most is not None})


def _command(args: argparse.Namespace) -> str:
    """Return the command as it was given, without the machine's paths and addresses."""
    words = ["python", "benchmarks/experiments/run.py", *args.experiments]
    for name, value in vars(args).items():
        if name in {"experiments", "out", "report", "folder"} or value in (None, False):
            continue
        shown = value
        if name == "model" and value.startswith("http"):
            shown = "ADDRESS"
        elif isinstance(value, str) and "/" in value and name != "model":
            shown = Path(value).name
        words += [f"--{name}"] if value is True else [f"--{name}", str(shown)]
    return shlex.join(words)


def _say(outcome: Outcome, seconds: float) -> None:
    what = " ".join(filter(None, (outcome.experiment, outcome.arm, outcome.problem)))
    scores = [p.score for p in outcome.points if p.score is not None]
    came = f"last score {scores[-1]:.4g}" if scores else ""
    words = f"{what} seed {outcome.seed}: {outcome.status} {outcome.reason or came}"
    print(f"{words} ({outcome.spent.evaluations} evaluations, {seconds:.1f} s)", flush=True)


def _ended(number: int, _frame: object) -> NoReturn:
    sys.exit(128 + number)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _ended)  # as Ctrl-C does, it ends what runs on the way out
    sys.exit(main())
