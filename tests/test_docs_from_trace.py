"""What docs/how-to/from-trace.md shows: the one program is turned into the other, and that runs."""

import re
import subprocess
import sys
from pathlib import Path

from rewriters.from_trace.porting import port
from rewriters.from_trace.vocabulary import KNOWN

PAGE = (Path(__file__).parent.parent / "docs" / "how-to" / "from-trace.md").read_text("utf-8")
BLOCKS = re.findall(r"^```python\n# file: (\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
PRINTED = re.search(r"^```text\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[1]
ADVICE = """def model(messages):
    return "<variable><name>x</name><value>3.0</value></variable>"
"""


def test_the_program_is_turned_as_shown():
    before, after = dict(BLOCKS)["before.py"], dict(BLOCKS)["after.py"]
    ported = port(before.encode())
    assert ported.source.decode() == after
    assert ported.left == ()


def test_the_turned_program_runs(tmp_path):
    (tmp_path / "after.py").write_text(dict(BLOCKS)["after.py"], encoding="utf-8")
    (tmp_path / "advice.py").write_text(ADVICE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", "after.py"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        timeout=120,
    )
    assert (done.returncode, done.stderr, done.stdout) == (0, "", PRINTED)


def test_the_table_has_every_name_that_is_turned():
    table = PAGE.partition("## Names")[2]
    assert [n for n in set(KNOWN.values()) if n not in table and n != "LiteLLM"] == []
