"""A number is moved until a small formula gives the goal."""

from optimizers import OptoPrime
from tracer import parameters, record, trace, trainable

from advice import model  # a scripted one

GOAL = 21.0

# nothing from before

x = trainable(-1.0, name="x", constraint="a number between -10 and 10")
offset = 5.0  # stays as it is


@trace(opaque=True, description="four times as much")
def scale(value):
    return 4 * value


@trace(opaque=True)
def shift(value, by):
    """Adds."""
    return value + by


@trace
def formula(value):
    """Plain code between bundles."""
    larger = scale(value)
    return shift(larger, offset) - 0.0


optimizer = OptoPrime(parameters(__file__), llm=model, memory=2)


@trace
def forward():
    return formula(x)


# three rounds
for step in range(3):
    try:
        with record() as run:
            output = forward()
        missing = GOAL - output
        feedback = "larger" if missing > 0 else "done"
    except Exception as error:
        output = error
        feedback = f"({type(output).__name__}) {output}"
    optimizer.zero_feedback()
    optimizer.backward(run, feedback)
    optimizer.step()
    print(step, feedback, x)

print(formula(x))
