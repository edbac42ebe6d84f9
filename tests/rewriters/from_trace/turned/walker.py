"""Feedback at the end of an episode of several steps."""

from optimizers import OptoPrime
from tracer import model as tracer_model, parameters, record, trace, trainable

from advice import model


@tracer_model
class Walker:
    """Walks on a line."""

    def __init__(self):
        self.pace = trainable(1, name="pace")

    def forward(self, at):
        return self.go(at, self.pace)

    @trace(opaque=True)
    def go(self, at, pace):
        """One step."""
        if at > 100:
            raise ValueError("left the road")
        return at + pace

    def __call__(self, *args, **kwargs):
        return self.forward(*args, **kwargs)


@trace
def episode(walker, steps: int) -> int:
    at = 0
    for _ in range(steps):
        at = walker(at)
    return at


walker = Walker()
optimizer = OptoPrime(parameters(walker), llm=model)
for _ in range(3):
    try:
        with record() as run:
            end = episode(walker, 3)
        feedback = f"ended at {end}"
    except Exception as e:
        end = e
        feedback = f"({type(end).__name__}) {end}"
    # only looked at
    print(feedback, walker(0))
    optimizer.zero_feedback()
    optimizer.backward(run, feedback)
    optimizer.step()
print(walker.pace)
