"""The whys of thirty seeded bugs name the guilty line, and not much else."""

import pytest
from tests.seeded_bugs.__main__ import PAGE
from tests.seeded_bugs.measuring import PROGRAMS, Bug, guilty_lines, measure, median_share
from tests.seeded_bugs.page import KINDS, page

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bugs() -> list[Bug]:
    return measure()


def test_there_are_thirty_of_which_many_are_hard():
    names = set(guilty_lines())
    assert len(names) == 30
    assert all((PROGRAMS / f"check_{name}.py").is_file() for name in names)
    hard = [name for kind in KINDS.values() for name in kind]
    assert len(hard) == len(set(hard)) >= 12
    assert set(hard) <= names


def test_the_guilty_line_is_never_the_failing_one(bugs):
    assert all(bug.named[-1][0] == f"check_{bug.name}.py" for bug in bugs)


def test_the_guilty_line_is_named(bugs):
    assert sum(bug.found for bug in bugs) >= 28, [bug.name for bug in bugs if not bug.found]


def test_a_third_of_the_executed_lines_is_named_at_most(bugs):
    assert median_share(bugs) <= 1 / 3


def test_a_why_has_forty_lines_at_most(bugs):
    assert max(len(bug.named) for bug in bugs) <= 40


def test_the_page_is_what_was_measured(bugs):
    assert PAGE.read_text(encoding="utf-8") == page(bugs), "run python -m tests.seeded_bugs --write"
