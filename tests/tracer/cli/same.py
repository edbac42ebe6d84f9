"""A program run by `python` and by `python -m tracer run`: what it says, and how it ends."""

import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

RUN = ("-m", "tracer", "run")
_VARIABLES = ("PYTHONWARNINGS", "PYTHONDONTWRITEBYTECODE", "COLUMNS", "FORCE_COLOR")


class Ended(NamedTuple):
    """What a process wrote, and its status (negative: the signal that ended it)."""

    stdout: str
    stderr: str
    status: int


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files; the content of a `.zip` is that of its `__main__.py`."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = textwrap.dedent(content) if isinstance(content, str) else content
        data = text.encode() if isinstance(text, str) else text
        if name.endswith(".zip"):
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("__main__.py", data)
        else:
            path.write_bytes(data)


def start(folder: Path, words: Sequence[str], stdin: bytes = b"", send: int | None = None) -> Ended:
    """Run Python with these words in a folder; send it a signal when it has written its first line."""
    if (
        signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    ):  # in the background; a child would ignore it, too
        signal.signal(signal.SIGINT, signal.default_int_handler)
    environ = {k: v for k, v in os.environ.items() if k not in _VARIABLES}
    process = subprocess.Popen(
        [sys.executable, *words],
        cwd=folder,
        env={**environ, "PYTHONHASHSEED": "0", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    first = b""
    if send is not None:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(0.1)
        process.send_signal(send)
    try:
        out, err = process.communicate(stdin, timeout=60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise
    return Ended(_text(first + out), _text(err), process.returncode)


def _text(data: bytes) -> str:
    text = data.decode("utf-8", "surrogateescape")
    return re.sub(r"0x[0-9a-f]{6,}", "0x…", text)


def ours(folder: Path, words: Sequence[str], *options: str, **how: Any) -> Ended:
    """Run a program with `python [flags] -m tracer run --quiet`."""
    flags = list(how.pop("flags", ()))
    return start(folder, [*flags, *RUN, "--quiet", *options, *words], **how)


def assert_same(
    folder: Path, words: Sequence[str], files: Mapping[str, str | bytes], **how: Any
) -> None:
    """The program says and does the same in both, and leaves a run file."""
    flags = list(how.pop("flags", ()))
    here, saved = folder / "here", folder / "saved.run"
    write(here, files)
    plain = start(here, [*flags, *words], **how)
    shutil.rmtree(here)
    write(here, files)
    recorded = ours(here, words, "-o", str(saved), flags=flags, **how)
    assert recorded == plain
    assert saved.exists()
