"""A parameter inside `main`, aliases, and a step that is computed from several."""

from opto.optimizers import OptoPrime as Prime
from opto.trace import bundle as step
from opto.trace import node as n

from advice import model


@step()
def square(value):
    return value * value


def main():
    guess = n(1.0, trainable=True, description="the guess", name="guess")
    one = n(1.0)
    optimizer = Prime([guess], llm=model)
    history = []
    for _ in range(2):
        squared = square(guess)
        doubled = 2 * guess
        # (guess + 1)²
        total = squared + doubled + one
        optimizer.zero_feedback()
        optimizer.backward(total, f"{total.data} is not 16")
        optimizer.step()
        history.append(guess.data)
    return history


if __name__ == "__main__":
    print(main())
