"""A traced program with values to change, a step of an optimizer on it, and replies as a model gives them."""

from optimizers import LLM
from tracer import record, trace, trainable


@trace
def area(n):
    width = trainable(2.0, name="width", bounds=(0, 100))
    height = trainable(3, name="height", description="whole metres")
    label = trainable("small", name="label", constraint="one word")
    return f"{label}: {width * height * n}"


def reply(reasoning="r", **values):
    variables = "".join(
        f"<variable><name>{name}</name><value>{value}</value></variable>"
        for name, value in values.items()
    )
    return f"<reasoning>{reasoning}</reasoning>{variables}"


def ran(optimizer, feedback):
    with record() as run:
        area(1)
    optimizer.zero_feedback()
    optimizer.backward(run, feedback)
    return optimizer.step()


def text(messages):
    return "\n".join(m["content"] for m in messages)


model = LLM(lambda messages: "echo " + messages[-1]["content"])
