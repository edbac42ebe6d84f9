"""Watching a function of somebody else's: its code is exchanged, so that every reference to it is watched."""

from __future__ import annotations

from functools import cache
from inspect import CO_COROUTINE, signature
from types import CodeType, CoroutineType, FunctionType
from typing import Any, Protocol

_SAID = frozenset({"__wrapped__", "__signature__"})
"""Attributes of a function that say its signature, whatever its code is."""


class Watch(Protocol):
    """Told of calls. It sees arguments and answers and changes neither."""

    def begin(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A call begins; what is returned is handed to `end`."""

    def end(self, call: Any, answer: Any) -> None:
        """It has returned."""

    def fail(self, call: Any) -> None:
        """It has raised."""

    def suspend(self, call: Any) -> None:
        """It has returned a coroutine, which is yet to be awaited."""

    def resume(self, call: Any) -> None:
        """The coroutine is awaited, maybe in another context."""


class Twin:
    """A function, and the code that tells of its calls. Identity, signature, closure and attributes stay."""

    def __init__(self, function: FunctionType, watch: Watch) -> None:
        self._function, self._code, self._watch = function, function.__code__, watch
        self.original = FunctionType(
            function.__code__,
            function.__globals__,
            function.__name__,
            function.__defaults__,
            function.__closure__,
        )
        self._attributes = frozenset(vars(function))
        self.original.__kwdefaults__ = function.__kwdefaults__
        self.begin = watch.begin
        self._twin = _code(self)

    def put_in_place(self) -> None:
        """Tell of calls from now on."""
        if not _SAID & self._attributes:
            vars(self._function)["__signature__"] = signature(self._function)
        self._function.__code__ = self._twin

    def take_away(self) -> None:
        """Leave the function as it was, unless somebody else has changed it."""
        if self._function.__code__ is self._twin:
            self._function.__code__ = self._code
        if not _SAID & self._attributes:
            vars(self._function).pop("__signature__", None)

    def ended(self, call: Any, answer: Any) -> Any:
        """Tell of an answer and give it back; that of a coroutine when it is awaited."""
        if type(answer) is not CoroutineType:
            self._watch.end(call, answer)
            return answer
        self._watch.suspend(call)
        awaited: Any = self._awaited(call, answer)
        awaited.__name__, awaited.__qualname__ = answer.__name__, answer.__qualname__
        return awaited

    async def _awaited(self, call: Any, answer: Any) -> Any:
        self._watch.resume(call)
        try:
            found = await answer
        except BaseException as error:
            self.failed(call, error)
            raise
        self._watch.end(call, found)
        return found

    def failed(self, call: Any, error: BaseException) -> None:
        """Tell of an exception; the frame that asks is taken from its traceback."""
        if error.__traceback__ is not None:
            error.__traceback__ = error.__traceback__.tb_next
        self._watch.fail(call)


_PLAIN = """
def make({cells}):
    def plain(*args, **kwargs):
        twin = "@twin"
        call = None
        try:
            call = twin.begin(args, kwargs)
            answer = twin.original(*args, **kwargs)
        except BaseException as error:
            twin.failed(call, error)
            raise
        return twin.ended(call, answer)
        {cells}
    return plain
"""
_COROUTINE = """
def make({cells}):
    async def coroutine(*args, **kwargs):
        twin = "@twin"
        call = None
        try:
            call = twin.begin(args, kwargs)
            answer = await twin.original(*args, **kwargs)
        except BaseException as error:
            twin.failed(call, error)
            raise
        return twin.ended(call, answer)
        {cells}
    return coroutine
"""
"""Of functions with so many free variables: a frame whose code does not fetch them at its start cannot be looked at."""


@cache
def _made(text: str, free: int) -> CodeType:
    cells = ", ".join(f"cell_{number}" for number in range(free))
    names: dict[str, Any] = {}
    exec(text.format(cells=cells), names)  # noqa: S102  # the text is ours
    made: FunctionType = names["make"](*range(free))
    return made.__code__


def _code(twin: Twin) -> CodeType:
    """Return code that calls the twin; it has the names and the free variables of the function's own."""
    own = twin.original.__code__
    text = _COROUTINE if own.co_flags & CO_COROUTINE else _PLAIN
    made = _made(text, len(own.co_freevars))
    return made.replace(
        co_consts=tuple(twin if c == "@twin" else c for c in made.co_consts),
        co_freevars=own.co_freevars,
        co_name=own.co_name,
        co_qualname=own.co_qualname,
        co_filename=own.co_filename,
        co_firstlineno=own.co_firstlineno,
    )
