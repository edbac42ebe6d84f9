"""What the pages of `docs/` show, runs: the blocks of a page one after the other."""

import re
from pathlib import Path

import pytest
from tests.test_readme import ROOT, run

PAGES = [
    page
    for page in sorted((ROOT / "docs").glob("*.md"))
    if "```python" in page.read_text(encoding="utf-8")
]


def test_there_are_pages_with_examples():
    assert [page.name for page in PAGES] == ["reading_slices.md"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_blocks_of_a_page_run(page, tmp_path):
    blocks = re.findall(
        r"^```python\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    script = Path(tmp_path) / "app.py"
    script.write_text("\n".join(blocks), encoding="utf-8")
    printed = run(script)
    assert "because of" in printed
