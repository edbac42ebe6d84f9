"""Real sessions of pytest over small projects, as users start them, with and without `--why`."""

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

_SECTION = re.compile(r"^-{5,} why -{5,}\n(?:(?![_=>-]{5}).*\n)*", re.MULTILINE)
_HEADER = re.compile(r"^why: .*\n", re.MULTILINE)
_CHANGING = re.compile(
    r" in \d+\.\d+s( \(.*?\))?|0x[0-9a-f]+|(?<=[ =])=+(?= |$)|^=+ | =+$", re.MULTILINE
)


def write(folder: Path, files: dict[str, str]) -> None:
    """Write the files of a project."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")


def pytest_session(
    folder: Path, *options: str, stdin: str | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run pytest with our plugin loaded (idle unless asked) and no other but those named by `-p`."""
    names = {"PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_CURRENT_TEST", "PYTEST_XDIST_WORKER"}
    env = {k: v for k, v in os.environ.items() if k not in names}
    env |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "NO_COLOR": "1", "COLUMNS": "100"} | variables
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tracer.pytest_plugin", *options],
        cwd=folder,
        env=env,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )


def told(done: subprocess.CompletedProcess[str]) -> str:
    """Return what pytest printed, without what we add, times and addresses."""
    assert done.stderr == ""
    text = _HEADER.sub("", _SECTION.sub("", done.stdout))
    return _CHANGING.sub("", text)


def whys(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Return the sections `why`, without their titles."""
    return [found[0].split("\n", 1)[1] for found in _SECTION.finditer(done.stdout)]


def assert_same(folder: Path, *options: str, failures: int, **variables: str) -> list[str]:
    """Run with and without; all else must be the same, and each failure must have a why. Return these."""
    plain = pytest_session(folder, *options, **variables)
    ours = pytest_session(folder, "--why", *options, **variables)
    assert whys(plain) == []
    assert told(ours) == told(plain)
    assert ours.returncode == plain.returncode
    found = whys(ours)
    assert len(found) == failures, ours.stdout
    assert not any("not known" in why for why in found), ours.stdout
    return found
