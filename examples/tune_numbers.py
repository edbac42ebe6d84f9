"""Two numbers of a plain program, tuned by being told which way it is off.

`TRACER_MODEL=provider/model python examples/tune_numbers.py` asks a model, which needs `pip install 'spangrad[llm]'`.
"""

from collections.abc import Callable
from typing import Any

from optimizers import LLM, OptoPrime
from tracer import diff, parameters, record, trace, trainable

DAYS = {-10.0: 19.0, 0.0: 20.0, 9.0: 20.9}
"""Degrees that the room should have when there are so many outside."""


@trace
def room(outside: float) -> float:
    """Return the room's temperature on a day of so many degrees outside."""
    heating = trainable(5.0, name="heating", bounds=(0.0, 60.0), description="degrees when it is 0")
    leak = trainable(1.0, name="leak", bounds=(0.0, 2.0), description="degrees lost for each below")
    cold = 10.0 - outside
    if cold < 0:
        return outside
    return heating - leak * cold


def learn(llm: Callable[..., Any] | LLM, steps: int = 5) -> float:
    """Tune the numbers; returns by how many degrees the worst of the days is off."""
    optimizer = OptoPrime(parameters(room), llm=llm)
    for _ in range(steps):
        pairs = []
        for outside, wanted in DAYS.items():
            with record() as run:
                inside = room(outside)
            way = "high" if inside > wanted else "low"
            pairs.append((run, f"the output is {abs(inside - wanted):.3f} too {way}"))
        optimizer.zero_feedback()
        optimizer.backward(pairs)
        optimizer.step()
    return max(abs(room(outside) - wanted) for outside, wanted in DAYS.items())


def main() -> None:
    """Tune them, show the change."""
    print(f"off by {learn(LLM()):.2f} degrees at most")
    print(diff(parameters(room)))


if __name__ == "__main__":
    main()
