"""Templates: what a record means, laws that every one keeps."""

import warnings

import pytest
from tests.corpus import each_sample, sample
from tests.programs.program import generate

from rewriters.rewriting import rewrite
from rewriters.sites import SiteTable
from rewriters.templates import ID_BITS, Action, RecordKind, Template, step


def tables(source: str) -> tuple[SiteTable, list[Template]]:
    """Return the tables of a program."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # random programs are odd
        return rewrite(source.encode(), "templates.py").tables()


def check(table: SiteTable, templates: list[Template]) -> None:
    """Sites exist, slots are steps or have a meaning of their own, skips lie inside."""
    assert len(templates) < 1 << ID_BITS
    for template in templates:
        assert template.function < len(table)
        if template.kind is RecordKind.MARK:
            continue
        assert all(0 <= code >> 2 < len(table) for code in template.steps)
        assert all(slot < len(template.steps) for slot in template.slots)
        for skip in template.skips:
            assert 0 <= skip.slot < len(template.slots)
            assert 0 <= skip.first < skip.last <= len(template.steps)


@pytest.mark.smoke
@each_sample
def test_a_samples_templates_keep_the_laws(name):
    check(*tables(sample(name)))


@pytest.mark.parametrize("seed", range(40))
def test_a_random_programs_templates_keep_the_laws(seed):
    check(*tables(generate(seed)))


@each_sample
def test_skips_are_nested_or_apart(name):
    for template in tables(sample(name))[1]:
        spans = [(s.first, s.last) for s in template.skips]
        for a in spans:
            for b in spans:
                assert (
                    a[1] <= b[0]
                    or b[1] <= a[0]
                    or (a[0] <= b[0] and b[1] <= a[1])
                    or (b[0] <= a[0] and a[1] <= b[1])
                )


@each_sample
def test_a_frame_begins_with_one_kind_of_record(name):
    enters = [t.function for t in tables(sample(name))[1] if t.kind is RecordKind.ENTER]
    assert len(enters) == len(set(enters))


@pytest.mark.parametrize("action", list(Action))
def test_a_step_holds_site_and_action(action):
    packed = step(12345, action)
    assert (packed >> 2, Action(packed & 3)) == (12345, action)
