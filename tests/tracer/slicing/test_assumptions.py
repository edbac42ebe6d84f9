"""What slices take on trust, with its place in the source."""

import random

from tracer import record, trace, trainable
from tracer.slicing.assumptions import Trust


def shuffled(items, seed):
    """Return a permutation; nobody records this."""
    return random.Random(seed).sample(items, len(items))


@trace(opaque=True)
def weigh(items):
    return [len(str(i)) for i in items]


@trace
def of_untraced():
    seed = trainable(3, name="seed")
    return shuffled([1, 2, seed], seed)


@trace
def of_opaque():
    return sum(weigh([1, 22]))


@trace
def of_known():
    words = sorted("b a".split())
    words.append(str(len(words)))
    return " ".join(words)


@trace
def recorded(n):
    return n + 1


@trace
def of_recorded():
    return recorded(recorded(1))


def sliced(function):
    with record() as run:
        function()
    return run.slice()


def line_of(function, text):
    """Return the line of a function's that has a text."""
    import inspect

    lines, first = inspect.getsourcelines(function)
    return first + next(n for n, line in enumerate(lines) if text in line)


def test_code_that_is_not_recorded_is_trusted():
    (found,) = sliced(of_untraced).assumptions
    assert found.kind is Trust.CALL
    assert (found.file, found.line) == (__file__, line_of(of_untraced, "return shuffled"))
    assert found.text.startswith("shuffled() is not recorded; it is taken to depend on its arg")


def test_it_reads_as_a_place_and_a_sentence():
    (found,) = sliced(of_untraced).assumptions
    assert str(found) == f"{__file__}:{found.line}: {found.text}"


def test_an_opaque_function_says_why():
    (found,) = sliced(of_opaque).assumptions
    assert found.kind is Trust.OPAQUE
    assert "weigh() was recorded as one operation (it is marked as opaque)" in found.text


def test_what_builtins_do_is_known():
    assert sliced(of_known).assumptions == ()


def test_recorded_calls_need_no_trust():
    assert sliced(of_recorded).assumptions == ()


def test_calls_of_one_line_are_counted():
    @trace
    def often():
        total = 0
        for n in range(4):
            total += shuffled([n], n)[0]
        return total

    (found,) = sliced(often).assumptions
    assert found.times == 4
    assert str(found).endswith(" (4 times)")


def test_only_what_the_slice_reached_counts():
    @trace
    def beside():
        shuffled([1], 2)
        return 5

    assert sliced(beside).assumptions == ()


def test_a_variable_of_a_frame_that_ran_before_is_trusted():
    def outer():
        limit = 5

        @trace
        def inner():
            return limit + 1

        return inner

    (found,) = sliced(outer()).assumptions
    assert found.kind is Trust.BEFORE
    assert "limit was bound by a call that is not in the recording" in found.text


def test_the_report_tells_it_where_there_is_room():
    text = sliced(of_untraced).report()
    (_, told) = text.split("# Taken on trust\n")
    assert "shuffled() is not recorded" in told
    assert "# Taken on trust" not in sliced(of_known).report()
