"""What docs/repair.md shows, runs; and its table names every kind of thing that there is a rule for."""

import re

from tests.test_readme import ROOT

PAGE = (ROOT / "docs" / "repair.md").read_text("utf-8")


def test_the_example_of_the_page():
    (block,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    space = {}
    exec(compile(block, "repair.md", "exec"), space)
    assert len(space["texts"]) > 1
