"""What objects held: at any depth, at a point of the run, and only that."""

from tracer import record, trace, trainable


class Box:
    """Has attributes."""

    def __init__(self, held):
        self.held = held


@trace(opaque=True)
def seen(box):
    return repr(vars(box))


def names(function, *, potential=False):
    with record() as run:
        function()
    return {p.name for p in run.slice(potential=potential).parameters}


def test_an_attribute_that_was_stored_again_is_not_what_an_object_holds():
    @trace
    def again():
        box = Box(0)
        box.held = trainable(1, name="old")
        box.held = trainable(2, name="new")
        box.other = trainable(3, name="other")
        return seen(box)

    assert names(again) == {"new", "other"}


def test_what_an_object_holds_changes_between_two_reads():
    @trace
    def between():
        rows = [[trainable(1, name="first")]]
        before = str(rows)
        rows[0].append(trainable(2, name="second"))
        return before if trainable(1, name="which") else str(rows)

    assert names(between) == {"first", "which"}


def test_what_an_object_holds_is_followed_at_any_depth():
    @trace
    def deep():
        held = [trainable(1, name="innermost")]
        for _ in range(5):
            held = [held]
        held.append(trainable(2, name="outermost"))
        return str(held)

    assert names(deep) == {"innermost", "outermost"}


def test_a_list_that_holds_itself_is_read_once():
    @trace
    def circular():
        held = [trainable(1, name="a")]
        held.append(held)
        return str(held)

    assert names(circular) == {"a"}


def test_a_store_to_another_object_that_could_have_been_this_one_counts():
    @trace
    def choosing():
        one, other = Box(0), Box(0)
        one.held = trainable(1, name="value")
        chosen = other if trainable(1, name="which") else one
        chosen.held = 5
        return one.held

    assert names(choosing) == {"value"}
    assert names(choosing, potential=True) == {"value", "which"}
