"""The body of a function is rewritten until its test passes."""

from opto import trace
from opto.optimizers import OptoPrime

from advice import model


@trace.bundle(trainable=True)
def every_second(words):
    """Return every second word, beginning with the first."""
    return words


def judged(answer, wanted):
    return "test passed" if answer == wanted else f"test failed: wanted {wanted}, got {answer}"


def learn(rounds=3):
    optimizer = OptoPrime(every_second.parameters(), llm=model)
    given, wanted = ["a", "b", "c"], ["a", "c"]
    for _ in range(rounds):
        try:
            answer = every_second(given)
            feedback = judged(answer.data, wanted)
        except trace.ExecutionError as e:
            answer = e.exception_node
            feedback = e.exception_node.create_feedback()
        print(feedback)
        if feedback == "test passed":
            break
        optimizer.zero_feedback()
        optimizer.backward(answer, feedback)
        optimizer.step()


if __name__ == "__main__":
    learn()
