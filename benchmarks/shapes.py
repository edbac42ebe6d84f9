"""Shapes that the workloads lack, one function each: `n` turns in which little else happens.

This is read as data: loaded plain and as the import hook does. So it is written as programs are.
"""

from collections import deque


def caught_exception(n):
    empty = {}
    for i in range(n):
        try:  # noqa: SIM105  # a caught exception is what is measured
            empty[i]
        except KeyError:
            pass


def _fall(nested):
    _fall(nested[0])


def _fall_far(nested):
    many = [nested is None, len(nested) + 1, -len(nested)]
    _fall_far(nested[len(many) - 3])


def _nested():
    nested = ()
    for _ in range(20):
        nested = (nested,)
    return nested


def unwinding_one_frame(n):
    """Twenty frames fall one after the other, a turn is one of them."""
    nested = _nested()
    for _ in range(n // 20):
        try:  # noqa: SIM105  # as above
            _fall(nested)
        except IndexError:
            pass


def unwinding_a_larger_frame(n):
    """The same, with more values than are bound at the head of a function."""
    nested = _nested()
    for _ in range(n // 20):
        try:  # noqa: SIM105  # as above
            _fall_far(nested)
        except IndexError:
            pass


def _numbers(n):
    for i in range(n):  # noqa: UP028  # a turn of our own is what is measured
        yield i


def generator_turn(n):
    for _ in _numbers(n):
        pass


def _drive(coroutine):
    deque(coroutine.__await__(), maxlen=0)


async def _same(value):
    return value


async def _awaits(n):
    for i in range(n):
        await _same(i)


def await_(n):
    _drive(_awaits(n))


class _Pause:
    def __await__(self):
        yield


async def _pauses(n):
    pause = _Pause()
    for _ in range(n):
        await pause


def await_that_suspends(n):
    _drive(_pauses(n))


def growing_text(n):
    s = ""
    for _ in range(n):
        s += "ab"
    return s


class _Manager:
    def __enter__(self):
        return self

    def __exit__(self, *exception):
        return None


def with_(n):
    manager = _Manager()
    for i in range(n):
        with manager:
            i + 1


def try_finally(n):
    total = 0
    for i in range(n):
        try:
            total = i + 1
        finally:
            total = 0
    return total


def match(n):
    found = 0
    for i in range(n):
        match (i, 1):
            case (-1, x):
                found = -x
            case (x, 1):
                found = x
    return found


def comprehension(n):
    """A turn is one element, of ten."""
    for _ in range(n // 10):
        [x + 1 for x in range(10)]


def filtered_comprehension(n):
    return [x for x in range(n) if x % 2]


def dict_comprehension(n):
    return {x: x + 1 for x in range(n)}


def generator_expression(n):
    return sum(x + 1 for x in range(n))


def lambda_as_key(n):
    return sorted(range(n), key=lambda x: -x)


def def_in_a_loop(n):
    for i in range(n):

        def inner():
            return i  # noqa: B023  # nobody calls it

    return inner


def closure_called(n):
    step = 2

    def add(x):
        return x + step

    for i in range(n):
        add(i)


def closure_with_nonlocal(n):
    count = 0

    def tick():
        nonlocal count
        count += 1

    for _ in range(n):
        tick()
    return count


def chained_comparison(n):
    found = 0
    for i in range(n):
        if 10 < i < 1_000:
            found = i
    return found


class _Counter:
    def __init__(self):
        self.count = 0


def attribute_augmented(n):
    counter = _Counter()
    for _ in range(n):
        counter.count += 1


def subscript_augmented(n):
    counts = [0]
    for _ in range(n):
        counts[0] += 1


def f_string(n):
    for i in range(n):
        f"{i}: {i + 1:>4}"
