"""Evaluations as messages, run by executors."""

import concurrent.futures
import json
import multiprocessing
import os

import pytest
from tests.optimizers import drawing
from tests.optimizers.running import programs

from optimizers import Budget, optimize
from optimizers.examples import as_examples
from optimizers.running.functions import FunctionProgram
from optimizers.running.limits import Limits
from optimizers.running.messages import Finished, Job
from optimizers.running.remote import Reference, evaluate
from tracer import parameters
from tracer.errors import TracerError

pytestmark = pytest.mark.usefixtures("drawing_engine")


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)


def run(executor=None, objective=programs.loss, **options):
    result = optimize(
        programs.line,
        programs.DATA,
        objective,
        engine=drawing.NAME,
        budget=Budget(evaluations=36),
        workers=2,
        executor=executor,
        quiet=True,
        **options,
    )
    return {p.name: v for p, v in result.best.items()}, result.scores


def test_threads():
    with concurrent.futures.ThreadPoolExecutor(2) as executor:
        assert run(executor) == run()


def test_processes():
    spawn = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=spawn) as executor:
        assert run(executor) == run()


def test_fresh_interpreters():
    assert run(isolation="spawn") == run()


@pytest.mark.slow
def test_a_fresh_interpreter_that_hangs_or_exits_is_replaced():
    result = optimize(
        programs.exits,
        [(0, None), (1, None), (2, None)],
        programs.output_itself,
        engine=drawing.NAME,
        budget=Budget(evaluations=3),
        workers=1,
        isolation="spawn",
        time_limit=2,
        quiet=True,
    )
    assert [r.error for r in result.tried[0].rollouts] == ["exit", "timeout", ""]


class Unreliable(concurrent.futures.Executor):
    """Loses every third job the first time."""

    def __init__(self):
        self.lost = set()
        self.count = 0

    def submit(self, fn, /, *args, **kwargs):
        """Run it here, or lose it."""
        future = concurrent.futures.Future()
        self.count += 1
        if self.count % 3 == 0 and args not in self.lost:
            self.lost.add(args)
            future.set_exception(ConnectionError("the node is gone"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


def test_what_a_node_did_not_finish_is_run_again():
    executor = Unreliable()
    assert run(executor) == run()
    assert executor.lost


def test_what_has_no_name_is_refused():
    with (
        concurrent.futures.ThreadPoolExecutor(1) as executor,
        pytest.raises(TracerError, match="cannot be imported by name"),
    ):
        run(executor, objective=lambda output, expected: output - expected)


def test_a_node_with_other_code_does_not_answer():
    found = parameters(programs.line)
    examples = as_examples(programs.DATA)
    program = FunctionProgram(programs.line, programs.loss, examples, found)
    reference = Reference.of(program, Limits(), "none")
    job = Job({}, ("0",))
    [told] = evaluate(reference.message(job, examples))
    assert Finished.read(told).rollout.score == -9.0
    message = json.loads(reference.message(job, examples))
    message["program"][2] = dict.fromkeys(message["program"][2], "other")
    [told] = evaluate(json.dumps(message))
    assert Finished.read(told).rollout.error == "node"


def with_a_killed_node(executor, monkeypatch, tmp_path, killer):
    """Run with an objective that kills the process of its node once."""
    mark = tmp_path / "kill"
    mark.write_text("")
    result = run(executor, objective=killer, environment=["KILL_ONCE"])
    assert not mark.exists()
    return result


@pytest.mark.slow
def test_a_real_ray_cluster_with_a_worker_killed(monkeypatch, tmp_path):
    ray = pytest.importorskip("ray")
    from optimizers.running.executors import RayExecutor

    monkeypatch.setenv("KILL_ONCE", str(tmp_path / "kill"))
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        killed = with_a_killed_node(
            RayExecutor(), monkeypatch, tmp_path, programs.loss_that_kills_its_node
        )
    finally:
        ray.shutdown()
    assert killed == run()


@pytest.mark.slow
def test_a_real_dask_cluster_with_a_worker_killed(monkeypatch, tmp_path):
    distributed = pytest.importorskip("distributed")
    monkeypatch.setenv("KILL_ONCE", str(tmp_path / "kill"))
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        killed = with_a_killed_node(
            client.get_executor(), monkeypatch, tmp_path, programs.loss_that_kills_its_node
        )
    assert killed == run()
    assert os.environ["KILL_ONCE"]
