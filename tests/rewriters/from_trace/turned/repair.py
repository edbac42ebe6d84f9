"""The body of a function is rewritten until its test passes."""

from optimizers import OptoPrime
from tracer import parameters, record, trace

from advice import model


@trace(trainable=True)
def every_second(words):
    """Return every second word, beginning with the first."""
    return words


def judged(answer, wanted):
    return "test passed" if answer == wanted else f"test failed: wanted {wanted}, got {answer}"


def learn(rounds=3):
    optimizer = OptoPrime(parameters(every_second), llm=model, isolation="none")
    given, wanted = ["a", "b", "c"], ["a", "c"]
    for _ in range(rounds):
        try:
            with record() as run:
                answer = every_second(given)
            feedback = judged(answer, wanted)
        except Exception as e:
            answer = e
            feedback = f"({type(e).__name__}) {e}"
        print(feedback)
        if feedback == "test passed":
            break
        optimizer.zero_feedback()
        optimizer.backward(run, feedback)
        optimizer.step()


if __name__ == "__main__":
    learn()
