"""Objects whose end can be seen, and a traced function that holds one."""

from collections.abc import Callable

from tracer import trace


class Thing:
    """Something that can be weakly referenced."""


@trace
def uses(make: Callable[[], object]) -> str:
    thing = make()
    return type(thing).__name__
