"""Methods and attributes through nodes; a bundle whose inside is traced."""

from opto.optimizers import OptoPrime
from opto.trace import bundle, node

from advice import model


class Order:
    def __init__(self, items):
        self.items = items

    def total(self, discount):
        return sum(self.items) - discount


discount = node(1, trainable=True, name="discount")
order = node(Order([3, 4]))


@bundle(traceable_code=True)
def price(order, discount):
    """What is to be paid."""
    total = order.call("total", discount)
    return total + order.getattr("items").len()


optimizer = OptoPrime([discount], llm=model)
paid = price(order, discount)
print(paid.data, paid.eq(8).data, paid.neq(8).data)
optimizer.zero_feedback()
optimizer.backward(paid, "should be 5")
optimizer.step()
print(price(order, discount).data)
