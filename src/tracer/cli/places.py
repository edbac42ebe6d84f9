"""Where run files are: `.tracer/runs` of the folder the program was started in, the latest as `.tracer/last`."""

from __future__ import annotations

import contextlib
import os
import time

from tracer.cli.misuse import Misuse

FOLDER = ".tracer"
END = ".run"
_CHILD = ".child-"


def new_file(folder: str) -> str:
    """Return the path of a new run file in `folder`'s `.tracer/runs`; nothing is made."""
    moment = time.strftime("%Y%m%d-%H%M%S")
    return os.path.join(folder, FOLDER, "runs", f"{moment}-{os.getpid()}{END}")


def of_child(file: str) -> str:
    """Return the run file of this process, a child of the one whose run file is `file`."""
    parent = file.removesuffix(END).partition(_CHILD)[0]
    return f"{parent}{_CHILD}{os.getpid()}{END}"


def children(file: str) -> list[str]:
    """Return the run files of child processes, in order of their names."""
    import glob

    return sorted(glob.glob(f"{glob.escape(file.removesuffix(END))}{_CHILD}*{END}"))


def make_folders(file: str) -> None:
    """Make the folders of a run file in `.tracer`, for the user alone and ignored by git. Raises OSError."""
    runs = os.path.dirname(file)
    top = os.path.dirname(runs)
    if os.path.basename(top) != FOLDER:
        return
    if not os.path.isdir(top):
        os.makedirs(top, mode=0o700, exist_ok=True)
    ignore = os.path.join(top, ".gitignore")
    if not os.path.exists(ignore):
        with open(ignore, "w", encoding="utf-8") as opened:
            opened.write("*\n")
    os.makedirs(runs, mode=0o700, exist_ok=True)


def set_last(file: str) -> None:
    """Let `.tracer/last` be this run file, if it is in `.tracer/runs`. Raises OSError."""
    runs = os.path.dirname(file)
    top = os.path.dirname(runs)
    if os.path.basename(top) != FOLDER or _CHILD in os.path.basename(file):
        return
    new, last = f"{os.path.join(top, 'last')}-{os.getpid()}", os.path.join(top, "last")
    with contextlib.suppress(FileNotFoundError):
        os.unlink(new)
    try:
        os.symlink(os.path.relpath(file, top), new)
    except (OSError, NotImplementedError):  # Windows, without the right to make links
        import shutil

        shutil.copyfile(file, new)
    os.replace(new, last)


def found(name: str | None, folder: str) -> str:
    """Return the run file that a user means: a path, a name in `.tracer/runs`, or (None) the last. Raises Misuse."""
    top = os.path.join(folder, FOLDER)
    if name is None:
        last = os.path.join(top, "last")
        if not os.path.exists(last):
            raise Misuse(f"there is no run in {top}; record one: python -m tracer run PROGRAM")
        return os.path.realpath(last)
    runs = os.path.join(top, "runs", name)
    for path in (name, runs, runs + END):
        if os.path.isfile(path):
            return os.path.realpath(path)
    raise Misuse(
        f"there is no run file {name}, nor one of that name in {os.path.join(top, 'runs')}"
    )
