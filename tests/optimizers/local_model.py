"""A real model on this machine, where one is named: a file of weights, or the address of a server."""

import contextlib
import os

import pytest

VARIABLE = "TRACER_LOCAL_MODEL"
REASON = (
    f"{VARIABLE} names no model: a .gguf file (run by xllamacpp), or the address of a server that speaks the OpenAI "
    "protocol (http://…/v1)"
)


@contextlib.contextmanager
def serving_model():
    """Yield the address of the model that the environment names; skip the test where there is none."""
    given = os.environ.get(VARIABLE)
    if not given:
        pytest.skip(REASON)
    if given.startswith("http"):
        yield given
        return
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # two threads that spin starve each other
    xllamacpp = pytest.importorskip("xllamacpp", reason="xllamacpp is not installed")
    parameters = xllamacpp.CommonParams()
    parameters.model.path = given
    parameters.hostnames, parameters.port, parameters.ui = ["127.0.0.1"], 0, False
    parameters.n_ctx, parameters.n_parallel, parameters.cache_ram_mib = 8192, 1, 256
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 2
    parameters.warmup, parameters.verbosity, parameters.sampling.seed = False, 0, 0
    server = xllamacpp.Server(parameters)
    yield f"{server.listening_address}/v1"
