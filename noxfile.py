"""The checks as sessions: `nox` runs those that need nothing but this folder."""

from pathlib import Path

import nox

nox.options.default_venv_backend = "venv"
nox.options.sessions = ["tests", "lint", "types", "layers"]


@nox.session(python=["3.11", "3.12", "3.13"])
def tests(session: nox.Session) -> None:
    """Run the tests; what follows `--` goes to pytest."""
    session.install("-e", ".[test]")
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session(python="3.11")
def lint(session: nox.Session) -> None:
    """Check style and format."""
    session.install("-e", ".[dev]")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session(python="3.11")
def types(session: nox.Session) -> None:
    """Check the types."""
    session.install("-e", ".[dev]")
    session.run("mypy")


@nox.session(python="3.11")
def layers(session: nox.Session) -> None:
    """Check that imports only point down."""
    session.install("-e", ".[dev]")
    session.run("lint-imports")


@nox.session(python=["3.11", "3.12", "3.13"])
def corpus(session: nox.Session) -> None:
    """Run foreign test suites rewritten and recorded: `nox -s corpus -- --driver DRIVER [options]`."""
    session.run("python", "benchmarks/corpus.py", "--work", session.create_tmp(), *session.posargs)


@nox.session(python="3.11")
def perturbation(session: nox.Session) -> None:
    """Perturb 50 000 random programs: about an hour; what follows `--` goes to pytest."""
    session.install("-e", ".[test]")
    slow = ["-m", "slow", "tests/perturbation"]
    session.run("python", "-m", "pytest", *slow, *session.posargs)


@nox.session(python="3.11")
def optimizing(session: nox.Session) -> None:
    """Kill optimizations and their workers at random moments, and run what of them takes long: some minutes."""
    session.install("-e", ".[test]")
    session.run("python", "-m", "pytest", "-m", "slow", "tests/optimizers", *session.posargs)


@nox.session(python="3.11")
def replies(session: nox.Session) -> None:
    """Let models answer ten thousand mangled replies: some minutes; what follows `--` goes to pytest."""
    session.install("-e", ".[test,llm]")
    slow = ["-m", "slow", "tests/optimizers/test_mangled_replies.py"]
    session.run("python", "-m", "pytest", *slow, *session.posargs)


@nox.session(python="3.11")
def derivatives(session: nox.Session) -> None:
    """Compare the derivatives of 1 000 random programs with those of 50 digits, with numpy and Optuna installed."""
    session.install("-e", ".[test,search]", "numpy")
    session.run("python", "-m", "pytest", "-m", "slow or not slow", "tests/optimizers/derivatives")


@nox.session(python=["3.11", "3.12", "3.13"])
def bench(session: nox.Session) -> None:
    """Run every benchmark of benchmarks/; what follows `--` goes to each."""
    session.install("-e", ".[test]")
    for script in sorted(Path("benchmarks").glob("bench_*.py")):
        session.run("python", str(script), *session.posargs)


@nox.session(python="3.11")
def experiments(session: nox.Session) -> None:
    """Run the experiments' arms that need no model, and write their pages; what follows `--` goes to the runs."""
    session.install("-e", ".[experiments,search]")
    report = ["--report", "docs/experiments"]
    session.run("python", "benchmarks/experiments/run.py", *session.posargs, *report)


PEERS = {
    "DSPy COPRO": "dspy==3.4.1",
    "TextGrad's package": "textgrad==0.1.8",
    "trace-opt's OptoPrime": "trace-opt==0.1.3.8",
    "GEPA": "gepa==0.1.4",
}


@nox.session(python="3.11")
@nox.parametrize("arm", PEERS)
def peers(session: nox.Session, arm: str) -> None:
    """Run another package's arm, each in an environment of its own: `nox -s peers -- bigbench --model ADDRESS`."""
    session.install("-e", ".", PEERS[arm])
    words = session.posargs or ["bigbench"]
    session.run("python", "benchmarks/experiments/run.py", *words, "--arms", arm)
