"""A chain of additions in Microsoft Trace, run by an interpreter that has `trace-opt`: prints JSON, a line for each length.

No model is called: what would be sent is only made.
"""

from __future__ import annotations

import json
import sys
import time

import opto
import opto.trace
from opto.optimizers import OptoPrime


def silent(*_: object, **__: object) -> str:
    """Stand in for a model; it is never asked."""
    raise AssertionError("no model is to be called")


def measured(length: int) -> dict[str, float]:
    """Return CPU seconds of the chain and of `backward`, and the characters of the prompt."""
    start = time.process_time()
    first = opto.trace.node(1.0, trainable=True)
    value = first
    for _ in range(length):
        value = value + 1
    built = time.process_time()
    optimizer = OptoPrime([first], llm=silent)
    optimizer.zero_feedback()
    optimizer.backward(value, "make it larger")
    passed = time.process_time()
    prompts = optimizer.construct_prompt(optimizer.summarize())
    return {
        "length": length,
        "run": built - start,
        "backward": passed - built,
        "characters": sum(map(len, prompts)),
    }


for argument in sys.argv[1:]:
    print(json.dumps(measured(int(argument))), flush=True)  # its parent reads it
