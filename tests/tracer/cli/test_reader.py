"""What reads the output of a command may go away."""

import os
import subprocess
import sys

import pytest


@pytest.mark.skipif(os.name != "posix", reason="pipes are told otherwise")
@pytest.mark.parametrize("words", [["runs"], ["--help"]])
def test_output_that_nobody_reads_is_no_error(tmp_path, words):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "tracer", *words],
        cwd=tmp_path,
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


def test_characters_that_the_output_does_not_know_are_escaped(tmp_path):
    (tmp_path / "main.py").write_text('WORD = "né"  # tracer: trainable\n', encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tracer", "params", "main.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b'"n\\xe9"' in done.stdout
