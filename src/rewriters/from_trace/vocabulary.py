"""Trace's names: what each is, wherever it is imported from, and what to do about those that have no counterpart."""

from __future__ import annotations

PACKAGE = "opto"

_HOMES = {
    "node": ("trace", "trace.nodes"),
    "bundle": ("trace", "trace.bundle"),
    "model": ("trace", "trace.modules"),
    "Module": ("trace", "trace.modules"),
    "GRAPH": ("trace", "trace.nodes"),
    "Node": ("trace", "trace.nodes"),
    "ExecutionError": ("trace", "trace.errors", "trace.bundle"),
    "stop_tracing": ("trace",),
    "OptoPrime": ("optimizers", "optimizers.optoprime"),
    "OptoPrimeMulti": ("optimizers", "optimizers.optoprimemulti"),
    "OPRO": ("optimizers", "optimizers.opro"),
    "TextGrad": ("optimizers", "optimizers.textgrad"),
    "LLM": ("utils.llm",),
    "LiteLLM": ("utils.llm",),
}
KNOWN = {f"{PACKAGE}.{home}.{name}": name for name, homes in _HOMES.items() for home in homes}
"""Full names to the name that says what it is."""

OPTIMIZERS = frozenset({"OptoPrime", "OptoPrimeMulti", "OPRO", "TextGrad"})
MODELS = frozenset({"LLM", "LiteLLM"})

_ADVICE = {
    "node": "write `trainable(value, name=…)` for what may change, the plain value for the rest",
    "bundle": "decorate the function with `trace`",
    "Node": "values are plain: ask for the value's own type",
    "GRAPH": "recordings are let go with their `run`; what it held is in `run.graph()`",
    "ExecutionError": "exceptions keep their own types: raise or catch those",
    "stop_tracing": "nothing is recorded outside of `with record()`; a function that shall be one step: `trace(opaque=True)`",
    "Module": "decorate the class with `model`",
    "trace.operators": "values are plain: write the operator itself",
    "trace.operators.call_llm": "call an `optimizers.LLM` with messages",
    "trace.propagators": "slices take the place of propagators; an optimizer of your own gets them in `suggest`",
    "trace.apply_op": "values are plain: write a comprehension",
    "trace.NodeContainer": "plain lists, dicts and objects may hold marks",
}


def advice(name: str) -> str:
    """Return what to do about a name (without the package's) that has no counterpart."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        known = _ADVICE.get(".".join(parts[:length]))
        if known is not None:
            return known
    return _ADVICE.get(parts[-1], "it has no counterpart")


OPTIONS = {"llm": "llm", "objective": "objective", "memory_size": "memory"}
"""Options of Trace's optimizers, and ours."""

OPTION_ADVICE = {
    "max_tokens": "it limited replies: `LLM(…, max_tokens=…)`; ours limits prompts",
    "mask": "to hide the run from the model there is `OPRO`",
    "visualize": "a picture of what was recorded: `run.slice().to_svg(path)`",
    "temperature_range": "`temperatures=(lowest, highest)`",
    "num_responses": "`candidates=…`",
}

NODE_ADVICE = {
    "backward": "pass the run and the feedback to `optimizer.backward`",
    "clone": "values are plain: `copy.deepcopy`",
    "detach": "values are plain: `copy.deepcopy`; what is computed outside of `with record()` depends on nothing",
    "feedback": "`optimizer.rounds` holds past feedback",
    "zero_feedback": "`optimizer.zero_feedback()`",
    "parents": "`run.slice(value).graph.predecessors(…)`",
    "children": "`run.graph().successors(…)`",
    "description": "`parameters(…)` have descriptions, values have none",
    "name": "`parameters(…)` and the nodes of `run.slice().graph` have names, values have none",
    "py_name": "`parameters(…)` and the nodes of `run.slice().graph` have names, values have none",
    "info": "the nodes of `run.slice().graph` have code, file, line and value",
    "parameter_dependencies": "`run.slice(value).parameters`",
}
