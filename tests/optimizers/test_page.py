"""What docs/optimizers.md shows is what its program prints."""

import re
from pathlib import Path

from tests.test_readme import ROOT, run

_BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_page_shows_what_is_printed(tmp_path):
    page = (ROOT / "docs" / "optimizers.md").read_text("utf-8")
    (program,) = [text for kind, text in _BLOCK.findall(page) if kind == "python"]
    (shown,) = [text for kind, text in _BLOCK.findall(page) if kind == "text"]
    script = Path(tmp_path) / "app.py"
    script.write_text(program, encoding="utf-8")
    assert run(script) == shown
