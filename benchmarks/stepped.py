"""A long run of which an answer needs a small part: a step of an optimizer is measured on it."""

from tracer import trace, trainable

_EVENTS_A_TURN, _NODES_A_TURN = 6, 6


@trace
def work(events, nodes):
    rate = trainable(3, name="rate")
    noise = 1
    for _ in range((events - nodes) // _EVENTS_A_TURN):
        noise = noise + 1
    total = 0
    for _ in range(nodes // _NODES_A_TURN):
        total = total + rate
    return total
