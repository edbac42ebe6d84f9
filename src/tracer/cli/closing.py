"""After the program: the run file, the answers, the summary."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from tracer.cli import places, words
from tracer.cli.words import nothing, say, write
from tracer.modules import all_modules

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracer.cli.answers import Attempt
    from tracer.cli.options_of_run import Answers
    from tracer.cli.session import Session
    from tracer.recording import Recording


def close(session: Session) -> None:
    """Do what the options ask for, each thing for itself; nothing here changes how the program ended."""
    run, options = session.recording, session.options
    assert run is not None
    tell = nothing if options.quiet else say
    attempt = partial(words.attempt, tell=tell)
    if not all_modules() and not session.left_plain:
        session.file = None  # nothing of the user's ran; it would take the place of the last run
    if session.file is not None:
        attempt("the run file was not written", partial(_save, run, session.file, options.values))
    if session.is_child:
        return
    if options.answers:
        show = nothing if options.quiet else write
        with words.warnings_told(tell):
            attempt("no answer", partial(_answer, run, options.answers, attempt, show))
    if not options.quiet:
        attempt("no summary", lambda: _summarise(run, session))


def _save(run: Recording, file: str, values: bool) -> None:  # noqa: FBT001  # as `save` has it
    places.make_folders(file)
    run.save(file, values=values)
    places.set_last(file)


def _answer(run: Recording, asked: Answers, attempt: Attempt, show: Callable[[str], None]) -> None:
    from tracer.cli.answers import answer

    answer(run, asked, attempt, show)


def _summarise(run: Recording, session: Session) -> None:
    from tracer.cli.summary import shown, summary

    say(*summary(run, session.left_plain))
    file = session.file
    if file is None or not os.path.exists(file):
        return
    named = "" if os.path.basename(os.path.dirname(file)) == "runs" else f" {shown(file)}"
    say(f"saved {shown(file)}; ask it: python -m tracer show{named} --why")
