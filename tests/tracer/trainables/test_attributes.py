"""Attributes of live objects as parameters: of one object, or of each instance."""

import pytest

import tracer
from tracer import InvalidUpdate


def test_an_attribute_is_a_parameter(load):
    module = load("class Box:\n    pass\n")
    box = module.Box()
    box.size = 3
    size = tracer.attribute(box, "size", bounds=(1, 9))
    size.set(5)
    assert (box.size, size.kind, size.value) == (5, "number", 5)
    assert tracer.parameters(box) == [size]
    with pytest.raises(InvalidUpdate, match="between"):
        size.set(10)
    assert "has no source" in tracer.diff([size])
    assert tracer.apply([size]) == []
    size.reset()
    assert box.size == 3


def test_a_parameter_of_each_instance(load, named):
    module = load("""
        from tracer import model, trainable
        @model
        class Agent:
            def __init__(self):
                self.word = trainable("hi", per_instance=True)
            def __call__(self):
                return self.word
    """)
    one, two = module.Agent(), module.Agent()
    named(one)["word"].set("yo")
    assert (one(), two()) == ("yo", "hi")
    assert named(one)["word"].id != named(two)["word"].id
    named(one)["word"].reset()
    assert one() == "hi"
