"""What has to be turned by hand."""

import opto.trace.operators as ops
from optimizers import OptoPrime
from tracer import trace, trainable
from opto.trace import Node, node

from advice import model
from shop import offer


def fresh(start):
    return node(start, trainable=True)


@trace(opaque=True)
def twice(value):
    return 2 * value


x = trainable(1.0)
y = fresh(2.0)
total = ops.add(twice(x), y)
print(total, offer.data, isinstance(total, Node), total.parents)

optimizer = OptoPrime([x, y], llm=model)
optimizer.zero_feedback()
total.backward("larger")
optimizer.backward(offer, "cheaper")
optimizer.backward(twice(x), "larger")
optimizer.step()
x.data = 3.0
