"""What docs/optimizers.md shows is what its program prints."""

import re
import shlex
from pathlib import Path

import pytest
from tests.test_readme import ROOT, run
from tests.tracer.cli.same import start

PAGE = (ROOT / "docs" / "optimizers.md").read_text("utf-8")

_SHOWN = re.compile(r"^\$ python (.*)\n(.*)$", re.MULTILINE)
_BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


_PROGRAMS = [text for kind, text in _BLOCK.findall(PAGE) if kind == "python"]
_PRINTED = [text for kind, text in _BLOCK.findall(PAGE) if kind == "text"]


@pytest.mark.parametrize(("program", "shown"), [*zip(_PROGRAMS, _PRINTED, strict=True)])
def test_the_page_shows_what_is_printed(program, shown, tmp_path):
    script = Path(tmp_path) / "app.py"
    script.write_text(program, encoding="utf-8")
    assert run(script) == shown


@pytest.mark.parametrize(("command", "shown"), _SHOWN.findall(PAGE))
def test_a_command_says_what_is_shown(command, shown, tmp_path, monkeypatch):
    monkeypatch.setenv("TRACER_REPLIES", str(tmp_path / "replies.sqlite"))
    ended = start(tmp_path, shlex.split(command))
    assert ended.stdout == f"{shown}\n".replace("….sqlite", str(tmp_path / "replies.sqlite"))
