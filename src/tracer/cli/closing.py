"""After the program: the run file, the answers, the summary."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from tracer.cli import places
from tracer.cli.words import attempt, say, write

if TYPE_CHECKING:
    from tracer.cli.session import Session
    from tracer.recording import Recording


def close(session: Session) -> None:
    """Do what the options ask for, each thing for itself; nothing here changes how the program ended."""
    run, options = session.recording, session.options
    assert run is not None
    if session.file is not None:
        attempt("the run file was not written", partial(_save, run, session.file, options.values))
    if session.is_child:
        return
    if options.answers:
        attempt("no answer", lambda: _answer(run, session))
    if not options.quiet:
        attempt("no summary", lambda: _summarise(run, session))


def _save(run: Recording, file: str, values: bool) -> None:  # noqa: FBT001  # as `save` has it
    places.make_folders(file)
    run.save(file, values=values)
    places.set_last(file)


def _answer(run: Recording, session: Session) -> None:
    from tracer.cli.answers import answer

    show = (lambda _text: None) if session.options.quiet else write
    answer(run, session.options.answers, attempt, show)


def _summarise(run: Recording, session: Session) -> None:
    from tracer.cli.summary import shown, summary

    say(*summary(run, session.left_plain))
    file = session.file
    if file is None or not os.path.exists(file):
        return
    named = "" if os.path.basename(os.path.dirname(file)) == "runs" else f" {shown(file)}"
    say(f"saved {shown(file)}; ask it: python -m tracer show{named} --why")
