"""What docs/parameters.md shows, runs, in one go."""

import re
import subprocess
import sys
from pathlib import Path

PAGE = (Path(__file__).parent.parent / "docs" / "parameters.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_page_runs(tmp_path):
    assert len(BLOCKS) >= 5
    files = [b for b in BLOCKS if b.startswith("# file: ")]
    for block in files:
        (tmp_path / block.split()[2]).write_text(block, encoding="utf-8")
    script = tmp_path / "script.py"
    script.write_text("\n".join(b for b in BLOCKS if b not in files), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, "")
