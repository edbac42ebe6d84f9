"""What docs/pytest.md shows is what `pytest --why` prints."""

import re
from pathlib import Path

from tests.tracer.pytest_plugin.sessions import pytest_session, whys

PAGE = Path(__file__).parents[3] / "docs" / "pytest.md"
_BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_page_shows_what_is_printed(tmp_path):
    blocks = _BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    for kind, text in blocks:
        if kind == "python":
            (tmp_path / text.split()[1]).write_text(text, encoding="utf-8")
    (shown,) = [text for kind, text in blocks if kind == "text"]
    (why,) = whys(pytest_session(tmp_path, "--why"))
    assert why == shown
