"""A parameter inside `main`, aliases, and a step that is computed from several."""

from optimizers import OptoPrime
from tracer import parameters, record, trace, trainable

from advice import model


@trace(opaque=True)
def square(value):
    return value * value


guess = trainable(1.0, name="guess", description="the guess")


def main():
    one = 1.0
    optimizer = OptoPrime(parameters(__file__), llm=model)
    history = []

    @trace
    def forward():
        squared = square(guess)
        doubled = 2 * guess
        # (guess + 1)²
        return squared + doubled + one

    for _ in range(2):
        with record() as run:
            total = forward()
        optimizer.zero_feedback()
        optimizer.backward(run, f"{total} is not 16")
        optimizer.step()
        history.append(guess)
    return history


if __name__ == "__main__":
    print(main())
