"""What the pages of `docs/` show, runs: the blocks of a page one after the other."""

import re
from pathlib import Path

import pytest
from tests.test_readme import ROOT, run

ELSEWHERE = {
    "engines.md": "optimizers/engines/test_page.py",
    "optimizers.md": "optimizers/test_page.py",
    "optimizing.md": "optimizers/test_optimizing_page.py",
    "parameters.md": "test_docs_parameters.py",
    "pytest.md": "tracer/pytest_plugin/test_page.py",
    "repair.md": "optimizers/engines/repair/test_page.py",
    "running.md": "tracer/cli/test_running_page.py",
}
"""Pages whose examples another test runs, as they need files or commands."""

PAGES = [
    page
    for page in sorted((ROOT / "docs").glob("*.md"))
    if "```python" in page.read_text(encoding="utf-8") and page.name not in ELSEWHERE
]


def test_there_are_pages_with_examples():
    assert [page.name for page in PAGES] == ["reading_slices.md"]


def test_pages_that_are_tested_elsewhere_are():
    pages = {page for page in ELSEWHERE if (ROOT / "docs" / page).exists()}
    assert pages
    assert all((ROOT / "tests" / ELSEWHERE[page]).exists() for page in pages)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_blocks_of_a_page_run(page, tmp_path):
    blocks = re.findall(
        r"^```python\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    script = Path(tmp_path) / "app.py"
    script.write_text("\n".join(blocks), encoding="utf-8")
    printed = run(script)
    assert "because of" in printed
