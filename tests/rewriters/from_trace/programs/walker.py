"""Feedback at the end of an episode of several steps."""

import opto.trace as trace
from opto.optimizers import OptoPrime
from opto.trace import Module

from advice import model


class Walker(Module):
    """Walks on a line."""

    def __init__(self):
        self.pace = trace.node(1, name="pace", trainable=True)

    def forward(self, at):
        return self.go(at, self.pace)

    @trace.bundle()
    def go(self, at, pace):
        """One step."""
        if at > 100:
            raise ValueError("left the road")
        return at + pace


def episode(walker, steps: int) -> trace.Node[int]:
    at = trace.node(0)
    for _ in range(steps):
        at = walker(at)
    return at


walker = Walker()
optimizer = OptoPrime(walker.parameters(), llm=model)
for _ in range(3):
    trace.GRAPH.clear()
    try:
        end = episode(walker, 3)
        feedback = f"ended at {end.data}"
    except trace.ExecutionError as e:
        end = e.exception_node
        feedback = end.create_feedback("simple")
    with trace.stop_tracing():
        # only looked at
        print(feedback, walker(0).data)
    optimizer.zero_feedback()
    optimizer.backward(end, feedback, retain_graph=False)
    optimizer.step()
print(walker.pace.data)
