"""What has to be turned by hand."""

import opto.trace.operators as ops
from opto import trace
from opto.optimizers import OptoPrime
from opto.trace import Node, node
from opto.trace.propagators import GraphPropagator

from advice import model
from shop import offer


def fresh(start):
    return node(start, trainable=True)


@trace.bundle()
def twice(value):
    return 2 * value


x = node(1.0, trainable=True)
y = fresh(2.0)
total = ops.add(twice(x), y)
print(total.data, offer.data, isinstance(total, Node), total.parents)

optimizer = OptoPrime([x, y], llm=model, propagator=GraphPropagator(), max_tokens=50)
optimizer.zero_feedback()
total.backward("larger")
optimizer.backward(offer, "cheaper", visualize=True)
optimizer.backward(twice(x), "larger")
optimizer.step(mask=["#Code"])
x.data = 3.0
