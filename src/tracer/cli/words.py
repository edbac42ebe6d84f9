"""Our own words. They go to standard error, each line under our name, and never end or disturb a program."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator

from tracer.errors import TracerError


def say(*lines: str) -> None:
    """Write lines of ours."""
    write("".join(f"tracer: {line}\n" for line in lines))


def write(text: str) -> None:
    """Write text as it is, if standard error can still be written: the program may have closed it."""
    stream = sys.__stderr__
    if stream is None or not text:
        return
    with contextlib.suppress(OSError, ValueError):
        stream.write(text)
        stream.flush()


def attempt(what: str, action: Callable[[], None], tell: Callable[[str], None] = say) -> None:
    """Do something after the program's end; if it fails, tell so in one line: the program's status stays."""
    try:
        action()
    except KeyboardInterrupt:
        tell(f"{what}: interrupted")
    except TracerError as error:
        tell(f"{what}: {one_line(error)}")
    except OSError as error:
        tell(f"{what}: {error.strerror or one_line(error)}{_of_file(error)}")
    except Exception as error:  # noqa: BLE001  # a fault of ours, which is told and is not the program's
        tell(f"{what}: {type(error).__name__}: {one_line(error)}")


@contextlib.contextmanager
def warnings_told(tell: Callable[[str], None] = say) -> Iterator[None]:
    """Tell what is warned of inside as lines of ours, each once."""
    import warnings

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    for message in dict.fromkeys(str(w.message) for w in caught):
        tell(message)


def one_line(error: BaseException) -> str:
    """Return an error's message as one line."""
    return " ".join(str(error).split())


def _of_file(error: OSError) -> str:
    return f": {os.fspath(error.filename)!r}" if isinstance(error.filename, (str, bytes)) else ""


def nothing(*_: str) -> None:
    """Say nothing, in place of what would: `--quiet`."""


def number(count: int, noun: str) -> str:
    """Return `1 event`, `12 345 events`."""
    return f"{count:,}".replace(",", " ") + f" {noun}{'' if count == 1 else 's'}"
