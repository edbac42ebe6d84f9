"""What pytest tells of a failure is the same with `--why`: for failing assertions of all kinds."""

import pytest
from tests.tracer.pytest_plugin.fifty_asserts import ASSERTS, module
from tests.tracer.pytest_plugin.sessions import assert_same


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["-vv", "--showlocals"],
        ["--tb=native"],
        ["--tb=short"],
        ["--assert=plain"],
    ],
    ids=lambda options: " ".join(options) or "as usual",
)
def test_the_text_of_failures_is_the_same(tmp_path, options):
    assert len(ASSERTS) >= 50
    (tmp_path / "test_asserts.py").write_text(module(), encoding="utf-8")
    whys = assert_same(tmp_path, "-p", "no:cacheprovider", *options, failures=len(ASSERTS))
    for number, why in enumerate(whys):
        assert "test_asserts.py:" in why.splitlines()[-1], (ASSERTS[number], why)
