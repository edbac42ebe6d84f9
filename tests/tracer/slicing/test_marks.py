"""Trainable values that a slice reached, those evaluated before the recording too."""

from tracer import record, trace, trainable

RATE = trainable(0.5, name="rate")
PLAIN = trainable(7)


class Box:
    """Has a parameter in its class and one in each object."""

    size = trainable(2, name="size")

    def __init__(self):
        self.depth = trainable(3, name="depth")


@trace
def from_outside(box, step=trainable(1, name="step")):  # noqa: B008  # that is the point
    return RATE * box.size + box.depth + step


@trace
def from_inside():
    given = trainable("text")
    return given + trainable("!", name="end")


def marks(run):
    return {m.name: m for m in run.slice().parameters}


def test_a_mark_has_a_name_an_identity_a_value_and_a_span():
    with record() as run:
        from_inside()
    found = marks(run)
    assert set(found) == {"given", "end"}
    assert found["end"].id == f"{__name__}:from_inside:end"
    assert found["end"].value == "!"
    line = from_inside.__code__.co_firstlineno + 3
    assert (found["end"].span.line, found["end"].span.end_line) == (line, line)


def test_the_load_of_a_place_that_a_mark_filled_before_is_the_parameter():
    with record() as run:
        from_outside(Box())
    found = marks(run)
    assert {n: m.value for n, m in found.items()} == {"rate": 0.5, "size": 2, "depth": 3, "step": 1}
    assert found["size"].id == f"{__name__}:Box:size"


def test_a_mark_that_was_not_used_is_not_reached():
    with record() as run:
        from_outside(Box(), 5)
    assert "step" not in marks(run)
