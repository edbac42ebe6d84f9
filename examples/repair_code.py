"""A function that is wrong, a test that says so, and a model that mends it.

`TRACER_MODEL=provider/model python examples/repair_code.py` asks a model, which needs `pip install 'spangrad[llm]'`.
"""

from collections.abc import Callable
from typing import Any

from optimizers import LLM, OptoPrime
from tracer import diff, parameters, record, trace

GIVEN = [1, 2, 3, 4]
WANTED = [1, 4, 2, 3]


@trace(
    trainable=True,
    description="strange order: first the least, then the largest of what is left, then the least of that, and so on",
)
def strange_sort_list(numbers: list[int]) -> list[int]:
    """Return the numbers in strange order."""
    numbers = sorted(numbers)
    return numbers


def learn(llm: Callable[..., Any] | LLM, steps: int = 3) -> bool:
    """Mend the function until its test passes. Returns whether it does."""
    optimizer = OptoPrime(parameters(strange_sort_list), llm=llm, isolation="none")
    for _ in range(steps):
        with record() as run:
            answer = strange_sort_list(GIVEN)
        if answer == WANTED:
            return True
        optimizer.zero_feedback()
        optimizer.backward(run, f"test case failed! expected {WANTED}, got {answer}")
        optimizer.step()
    return strange_sort_list(GIVEN) == WANTED


def main() -> None:
    """Mend it, show the change."""
    print("mended" if learn(LLM()) else "not mended")
    print(diff(parameters(strange_sort_list)))


if __name__ == "__main__":
    main()
