"""Functions that executors find by name."""

from tracer import trace, trainable

DATA = [(x, 2 * x - 1) for x in (-1.0, 0.0, 1.0)]


@trace
def line(x):
    a = trainable(0.0, name="a", bounds=(-5, 5))
    b = trainable(0.0, name="b", bounds=(-5, 5))
    return a * x + b


@trace
def exits(x):
    """Exit for 0, hang for 1."""
    import os

    if x == 0:
        os._exit(3)
    while x == 1:
        pass
    return x * trainable(1.0, name="factor", bounds=(0, 2))


def output_itself(output, expected):
    return output


def loss(output, expected):
    return -((output - expected) ** 2)


def loss_that_kills_its_node(output, expected):
    """End the process of the node half way, once for each file of marks that is left."""
    import contextlib
    import os
    import signal

    with contextlib.suppress(FileNotFoundError, KeyError):
        os.remove(os.environ["KILL_ONCE"])
        os.kill(os.getppid(), signal.SIGKILL)
    return loss(output, expected)
