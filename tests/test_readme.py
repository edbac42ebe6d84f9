"""What the README shows, runs."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.tracer.pytest_plugin.sessions import pytest_session

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
COMMANDS = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)


def run(script: Path) -> str:
    """Run `script` as a user would, warnings being errors, and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        capture_output=True,
        text=True,
        check=False,
        cwd=script.parent,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_there_are_blocks_and_two_commands():
    assert BLOCKS
    assert len(COMMANDS) == 2


@pytest.mark.smoke
@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_a_block_runs(number, tmp_path):
    script = tmp_path / f"block_{number}.py"
    script.write_text(BLOCKS[number], encoding="utf-8")
    run(script)


@pytest.mark.smoke
def test_the_example_prints_events():
    printed = run(ROOT / "examples" / "record_a_function.py")
    assert "price(10) == 40.0" in printed
    assert re.search(r"quantity \* unit +120\.0$", printed, re.MULTILINE)


@pytest.mark.smoke
def test_the_example_explains_and_improves():
    printed = run(ROOT / "examples" / "improve_a_function.py")
    assert "29.0 because of" in printed
    assert "PRINTED" not in printed.partition("learned:")[0]
    assert "learned: {'per_kilo': 1.5}" in printed
    assert '+    per_kilo = trainable(1.5, name="per_kilo"' in printed


def test_the_failing_tests_go_from_red_to_green(tmp_path):
    shutil.copytree(ROOT / "examples" / "red_to_green", tmp_path, dirs_exist_ok=True)
    done = pytest_session(tmp_path, "-p", "no:cacheprovider", "--optimize-any")
    diff = re.search(r"^```diff\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)[1]
    assert diff in done.stdout
    assert pytest_session(tmp_path, "-p", "no:cacheprovider").returncode == 1
    pytest_session(tmp_path, "-p", "no:cacheprovider", "--optimize-apply", "--optimize-any")
    assert pytest_session(tmp_path, "-p", "no:cacheprovider").returncode == 0


def test_the_commands_name_files_that_exist():
    scripts = re.findall(r"\S+\.py\b", " ".join(COMMANDS))
    assert scripts
    assert [script for script in scripts if not (ROOT / script).is_file()] == []
