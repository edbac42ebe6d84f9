"""The recording of a program run: opened before its first line, told and written after its last."""

from __future__ import annotations

import atexit
import sys
from types import CodeType
from typing import TYPE_CHECKING

from tracer.cli import places
from tracer.cli.collecting import pause_collecting, resume_collecting
from tracer.cli.endings import is_interrupt, note_interrupt
from tracer.cli.options_of_run import RunOptions
from tracer.cli.sources import Wanted
from tracer.cli.words import attempt, nothing, say
from tracer.importing import install
from tracer.loading import recording_code
from tracer.modules import let_go, note_dual
from tracer.recording import Recording, record

if TYPE_CHECKING:
    from collections.abc import Callable


class Session:
    """One process's part of a run.

    `end` is the first function that `atexit` is given, and so the last it calls: after the program's own.
    """

    def __init__(
        self,
        options: RunOptions,
        wanted: Wanted,
        file: str | None,
        at_end: Callable[[Session], None],
    ) -> None:
        self.options, self.file = options, file
        self.is_child = self.is_ending = False
        self.error: BaseException | None = None
        self.recording: Recording | None = None
        self.wanted = wanted
        self._open_records: list[record] = []
        self._at_end = at_end
        self._finder = install(wanted)

    @property
    def left_plain(self) -> dict[str, Exception]:
        """Files that could not be rewritten, each with the reason."""
        return self._finder.left_plain

    def code_of_main(self, source: bytes, name: str) -> CodeType | None:
        """Return recording code of the program's own source, or None if we cannot make it."""
        import warnings

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # given already
                code = recording_code(source, name, namespace=vars(sys.modules["__main__"]))
                note_dual(name)
                return code
        except Exception as error:  # noqa: BLE001  # ours: the program runs as it is, and the user is told
            self.left_plain[name] = error
            return None

    def begin(self) -> None:
        """Record from now on."""
        atexit.register(self.end)
        self._open()
        resume_collecting()

    def _open(self) -> None:
        self._open_records.append(record(max_events=self.options.max_events))
        self.recording = self._open_records[-1].__enter__()

    def continue_in_child(self) -> None:
        """After a fork, in the child: its run is the parent's up to here, and what it does itself."""
        self.is_child = True
        if self.file is not None:
            self.file = places.of_child(self.file)

    def begin_anew(self) -> None:
        """From here on, a worker: what was recorded before is not its own."""
        self._open()

    def failed(self, error: BaseException) -> None:
        """Remember what ended the program."""
        self.error = error

    def _close(self) -> None:
        for opened in reversed(self._open_records):
            opened.__exit__(None, None, None)

    def end(self) -> None:
        """Close the recording; tell and write it, once; let go of everything it holds."""
        if self.recording is None or self.is_ending:
            return
        self.is_ending = True
        pause_collecting()
        interrupted = self.error is not None and is_interrupt(self.error)
        closed = nothing if self.options.quiet else say
        attempt("the recording was not closed", self._close, closed)
        if self.error is not None:
            # What the program's own exit functions did after it is not what came out of it.
            vars(self.recording)["_outcome"] = None, self.error
        try:
            self._at_end(self)
        finally:
            self.error = self.recording = None
            self._open_records.clear()
            resume_collecting()
            let_go()
            if interrupted:
                note_interrupt()
