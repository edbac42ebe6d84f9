"""A program whose total is wrong for a reason that lies in its tax."""

SHOP = """
RATE = 0.2


def tax(net):
    extra = net * RATE
    return extra


def total(lines, discount):
    net = sum(p * n for p, n in lines)
    greeting = "hello"
    if discount:
        net = net * (1 - discount)
    return net + tax(net)
"""
