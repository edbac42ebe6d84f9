"""What docs/running.md shows, is so."""

import re
import shlex
from pathlib import Path

import pytest
from tests.tracer.cli.same import start

PAGE = Path(__file__).parents[3].joinpath("docs", "running.md").read_text(encoding="utf-8")
SCRIPT = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
SHOWN = re.findall(r"^```console\n\$ python (.*?)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
SETTINGS = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_there_is_a_script_and_commands():
    assert (len(SCRIPT), len(SHOWN), len(SETTINGS)) == (1, 2, 1)


@pytest.mark.parametrize(("command", "shown"), SHOWN)
def test_a_command_says_what_is_shown(tmp_path, command, shown):
    (tmp_path / "shop.py").write_text(SCRIPT[0])
    ended = start(tmp_path, shlex.split(command))
    said = re.sub(r"runs/[\d-]+\.run", "runs/….run", ended.stdout + ended.stderr)
    assert said == shown


def test_the_settings_are_taken(tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "pyproject.toml").write_text(SETTINGS[0])
    (tmp_path / "shop.py").write_text(SCRIPT[0])
    assert start(tmp_path, ["-m", "tracer", "run", "shop.py"]) == ("18.0\n", "", 0)
