"""What docs/optimizing.md shows is what its program prints."""

import subprocess
import sys

import pytest
from tests.optimizers.test_page import _BLOCK
from tests.test_readme import ROOT

PAGE = (ROOT / "docs" / "optimizing.md").read_text("utf-8")


PROGRAMS = [text for kind, text in _BLOCK.findall(PAGE) if kind == "python"]
SHOWN = [text for kind, text in _BLOCK.findall(PAGE) if kind == "text"]


@pytest.mark.parametrize("number", [pytest.param(0, marks=pytest.mark.slow), 1])
def test_the_page_shows_what_is_printed(tmp_path, number):
    assert len(PROGRAMS) == len(SHOWN) == 2
    script = tmp_path / "app.py"
    script.write_text(PROGRAMS[number], encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        timeout=300,
    )
    assert (done.returncode, done.stdout) == (0, SHOWN[number]), done.stderr


@pytest.mark.parametrize(
    "option", ["--optimize-workers", "--optimize-llm", "--optimize-seconds", "--optimize-any"]
)
def test_options_of_the_page_exist(option):
    from tests.tracer.pytest_plugin.sessions import pytest_session

    assert option in PAGE
    assert option in pytest_session(ROOT, "--help").stdout
