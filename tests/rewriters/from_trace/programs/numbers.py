"""A number is moved until a small formula gives the goal."""

import opto.trace as trace
from opto.optimizers import OptoPrime
from opto.trace import GRAPH, bundle, node

from advice import model  # a scripted one

GOAL = 21.0

GRAPH.clear()  # nothing from before

x = node(-1.0, name="x", trainable=True, constraint="a number between -10 and 10")
offset = node(5.0, name="offset")  # stays as it is


@bundle("[scale] four times as much")
def scale(value):
    return 4 * value


@bundle()
def shift(value, by):
    """Adds."""
    return value + by


def formula(value):
    """Plain code between bundles."""
    larger = scale(value)
    return shift(larger, offset) - 0.0


optimizer = OptoPrime([x], llm=model, memory_size=2)

# three rounds
for step in range(3):
    try:
        output = formula(x)
        missing = GOAL - output.data
        feedback = "larger" if missing > 0 else "done"
    except trace.ExecutionError as error:
        output = error.exception_node
        feedback = output.data
    optimizer.zero_feedback()
    optimizer.backward(output, feedback)
    optimizer.step(verbose=False)
    print(step, feedback, x.data)

print(formula(x).data)
