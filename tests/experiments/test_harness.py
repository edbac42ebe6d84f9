"""The harness of the experiments, by the example in its README: run as a user runs it."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import PIPE

import pytest

EXPERIMENTS = Path(__file__).parents[2] / "benchmarks" / "experiments"
EXAMPLE = re.compile(r'```python\n("""A parabola.*?)```', re.DOTALL)


@pytest.fixture
def folder(tmp_path):
    """A folder whose only experiment is the one of the README."""
    found = EXAMPLE.search((EXPERIMENTS / "README.md").read_text("utf-8"))
    (tmp_path / "parabola.py").write_text(found[1], "utf-8")
    return tmp_path


def run(folder, *words, status=0):
    command = [sys.executable, str(EXPERIMENTS / "run.py"), "parabola", "--folder", str(folder)]
    done = subprocess.run(
        [*command, *words], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def outcomes(folder, out="results"):
    lines = (folder / out / "parabola.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def told(outcome):
    """Return what does not depend on time."""
    return outcome["arm"], outcome["status"], [(p[0], p[1], p[3]) for p in outcome["points"]]


class Handler(BaseHTTPRequestHandler):
    """Speaks the OpenAI protocol and climbs by one."""

    def do_GET(self):
        """Tell what is served."""
        self.say({"data": [{"id": "climber"}]})

    def do_POST(self):
        """Answer."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked += 1
        value = f"<variable><name>x</name><value>{self.server.asked}.0</value></variable>"
        choice = {"message": {"content": value}, "finish_reason": "stop"}
        usage = {"prompt_tokens": 100, "completion_tokens": 10}
        self.say({"choices": [choice], "usage": usage})

    def say(self, value):
        """Send JSON."""
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *words):
        """Write nothing."""


class Model(ThreadingHTTPServer):
    """A model's server. `asked`: how often."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = 0
        self.address = f"http://127.0.0.1:{self.server_address[1]}/v1"


@pytest.fixture
def model():
    made = Model()
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def test_arms_without_a_model_give_the_same_again(folder):
    for out in ("one", "other"):
        run(folder, "--evaluations", "6", "--out", out)
    one, other = ([told(o) for o in outcomes(folder, out)] for out in ("one", "other"))
    assert one == other
    assert [arm for arm, status, points in one if status == "done"] == ["gradient"]


def test_what_is_finished_is_not_run_again(folder):
    assert "gradient seed 0: done" in run(folder, "--evaluations", "3")
    path = folder / "results" / "parabola.jsonl"
    path.write_bytes(path.read_bytes() + b'{"arm": "gradient", "torn')
    assert "gradient" not in run(folder, "--evaluations", "3")
    assert "gradient seed 1: done" in run(folder, "--evaluations", "3", "--seeds", "2")
    last = path.read_text("utf-8").splitlines()[-2]
    assert json.loads(last)["seed"] == 1


def test_an_arm_without_its_model_is_skipped_with_the_reason(folder):
    run(folder, "--evaluations", "3", "--arms", "OptoPrime")
    (outcome,) = outcomes(folder)
    assert (outcome["status"], outcome["reason"]) == ("skipped", "no model: give one by --model")


def test_calls_of_models_are_counted_and_limited(folder, model):
    run(folder, "--model", model.address, "--arms", "OptoPrime", "--calls", "4")
    (outcome,) = outcomes(folder)
    assert outcome["spent"]["calls"] == {"optimizer": 4}
    assert model.asked == 4
    assert outcome["spent"]["prompt_tokens"] == 400
    assert outcome["model"] == "climber on a local server"
    assert [p[:2] + p[3:] for p in outcome["points"]][:3] == [[1, 0, 0.0], [2, 1, 5.0], [3, 2, 8.0]]


def test_recorded_replies_give_the_same_results_without_the_model(folder, model):
    run(folder, "--smoke", "--record", "--model", model.address, "--out", "asked")
    asked = model.asked
    run(folder, "--smoke", "--out", "replayed")
    assert model.asked == asked > 0
    one, other = ([told(o) for o in outcomes(folder, out)] for out in ("asked", "replayed"))
    assert one == other
    assert all(status == "done" for _, status, _ in one)


def test_a_request_that_is_not_recorded_says_how_to_record_it(folder, model):
    run(folder, "--smoke", "--record", "--model", model.address)
    path = folder / "replies" / "parabola.jsonl"
    path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    out = run(folder, "--smoke", "--out", "replayed", status=1)
    assert "OptoPrime seed 0: failed" in out
    assert "run.py parabola --smoke --record --model ADDRESS" in out


def test_a_model_that_cannot_be_asked_makes_a_failure_and_is_asked_again(folder, model):
    words = ["--arms", "OptoPrime", "--calls", "2", "--evaluations", "2"]
    run(folder, *words, "--model", "http://127.0.0.1:9/v1", status=1)
    run(folder, *words, "--model", model.address)
    assert [o["status"] for o in outcomes(folder)] == ["failed", "done"]


def test_an_arm_that_takes_more_than_its_budget_fails(folder):
    text = (folder / "parabola.py").read_text("utf-8")
    text = text.replace("evaluations=run.budget.evaluations", "evaluations=30")
    (folder / "parabola.py").write_text(text, "utf-8")
    assert "OverBudget: 5 evaluations, where 4 are allowed" in run(
        folder, "--evaluations", "4", status=1
    )


def test_an_experiment_without_results_is_listed_with_what_is_missing(folder):
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    run(folder, "--list", "--report", "pages")
    assert not (folder / "pages").exists()
    run(folder, "--evaluations", "3", "--seeds", "1", "--arms", "none of them", "--report", "pages")
    index = (folder / "pages" / "README.md").read_text("utf-8")
    assert "| A parabola | The highest point of a parabola. | none |" in index
    assert "Not run: gradient" in index


def test_scores_of_arms_with_other_seeds_stand_beside_each_other(folder):
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    text = (folder / "parabola.py").read_text("utf-8")
    text = text.replace(
        '"gradient": Arm(gradient)', '"gradient": Arm(gradient), "again": Arm(gradient)'
    )
    (folder / "parabola.py").write_text(text, "utf-8")
    run(folder, "--evaluations", "3", "--seeds", "2", "--arms", "gradient")
    run(folder, "--evaluations", "3", "--arms", "again", "--report", "pages")
    page = (folder / "pages" / "parabola.md").read_text("utf-8")
    rows = re.findall(r"^\| (0(?:, 1)?) \| (\S+).* \| (\S+) \|$", page, re.MULTILINE)
    assert [(seeds, other) for seeds, _, other in rows] == [("0", rows[0][1]), ("0, 1", "-")]


def test_a_page_is_written_from_the_results(folder):
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    run(folder, "--evaluations", "6", "--seeds", "2", "--report", "pages")
    page = (folder / "pages" / "parabola.md").read_text("utf-8")
    assert "| gradient |  | 1 x 2 |" in page
    assert "OptoPrime: skipped, 2 x: no model" in page
    assert "not run yet: *OptoPrime* (only replayed in the smoke run, with no replies)" in page
    assert "SHA-256 of all sources begins" in page
    assert re.search(
        r"the load of the machine was [\d.]+ when the commands began", page, re.IGNORECASE
    )
    index = (folder / "pages" / "README.md").read_text("utf-8")
    assert "| gradient | No model was asked: OptoPrime |" in index
    picture = (folder / "pages" / "parabola-evaluations.svg").read_bytes()
    run(folder, "--evaluations", "6", "--seeds", "2", "--report", "pages")
    assert (folder / "pages" / "parabola-evaluations.svg").read_bytes() == picture


SLEEPER = '''"""An arm that takes its time, in a process of its own and one more in a group of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from harness import Arm, Experiment, Run
from optimizers import Budget

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]


def sleeping(run: Run) -> None:
    apart = subprocess.Popen(SLEEP, start_new_session=True)
    pids = [os.getpid(), subprocess.Popen(SLEEP).pid, apart.pid]
    new = Path(__file__).with_name("pids.new")
    new.write_text(" ".join(map(str, pids)))
    new.rename(Path(__file__).with_name("pids"))
    try:
        time.sleep(600)
    finally:
        apart.kill()
        apart.wait()


EXPERIMENT = Experiment(
    name="sleep",
    title="Sleep",
    about="Nothing is done.",
    score="none",
    arms={"sleeping": Arm(sleeping)},
    budget=Budget(evaluations=1),
    smoke=Budget(evaluations=1),
)
'''


def alive(pid):
    """Is a process there, and no zombie that waits for whoever adopted it?"""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def _heeded():
    """Let Ctrl-C have its effect: what a shell starts in the background ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_ending_it_ends_what_its_arms_have_started(tmp_path, number):
    (tmp_path / "sleep.py").write_text(SLEEPER, "utf-8")
    command = [sys.executable, str(EXPERIMENTS / "run.py"), "sleep", "--folder", str(tmp_path)]
    pids: list[int] = []
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        stdout=PIPE,
        stderr=PIPE,
        preexec_fn=_heeded,  # noqa: PLW1509  # no other thread runs here
    ) as running:
        try:
            while not (tmp_path / "pids").exists():
                assert running.poll() is None, running.stderr.read()
                time.sleep(0.05)
            pids += map(int, (tmp_path / "pids").read_text().split())
            assert all(map(alive, pids))
            running.send_signal(number)
            running.communicate(timeout=60)
            assert running.returncode != 0
            assert not list(filter(alive, pids))
        finally:
            for pid in filter(alive, pids):
                os.kill(pid, signal.SIGKILL)
