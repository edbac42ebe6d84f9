"""`python -m tests.seeded_bugs [--write]`: measure the whys of the seeded bugs; write the page, or print it."""

import sys
from pathlib import Path

from tests.seeded_bugs.measuring import measure
from tests.seeded_bugs.page import page

PAGE = Path(__file__).parents[2] / "docs" / "why.md"

if __name__ == "__main__":
    text = page(measure())
    if "--write" in sys.argv[1:]:
        PAGE.write_text(text, encoding="utf-8")
    else:
        print(text)
