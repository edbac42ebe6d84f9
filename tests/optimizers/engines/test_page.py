"""What docs/engines.md shows, runs and prints what it says."""

import re
from pathlib import Path

from tests.test_readme import ROOT, run

PAGE = (ROOT / "docs" / "engines.md").read_text(encoding="utf-8")


def blocks(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_page_runs(tmp_path):
    script = Path(tmp_path) / "app.py"
    script.write_text("\n".join(blocks("python")), encoding="utf-8")
    assert run(script) == "".join(blocks("text"))


def test_every_engine_of_the_page_is_known():
    from optimizers.engines import maker

    names = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert names == ["gradient", "sgd", "search", "portfolio"]
    assert all(callable(maker(name)) for name in names)
