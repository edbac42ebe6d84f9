"""Methods and attributes through nodes; a bundle whose inside is traced."""

from optimizers import OptoPrime
from tracer import parameters, record, trace, trainable

from advice import model


class Order:
    def __init__(self, items):
        self.items = items

    def total(self, discount):
        return sum(self.items) - discount


discount = trainable(1, name="discount")
order = Order([3, 4])


@trace
def price(order, discount):
    """What is to be paid."""
    total = order.total(discount)
    return total + len(order.items)


optimizer = OptoPrime(parameters(__file__), llm=model)


@trace
def forward():
    return price(order, discount)


with record() as run:
    paid = forward()
print(paid, (paid == 8), (paid != 8))
optimizer.zero_feedback()
optimizer.backward(run, "should be 5")
optimizer.step()
print(price(order, discount))
