"""Marks of trainable values: calls, under whatever name the module imports them."""

import ast

import pytest

from rewriters.marks import parameter_sites
from rewriters.sites import SiteTable, site_rows

FOUND = {
    "by name": ("from tracer import trainable\nx = trainable(1)\n", ["trainable(1)"]),
    "by another name": ("from tracer import trainable as t\nx = t(1)\n", ["t(1)"]),
    "of the module": ("import tracer\nx = tracer.trainable(1)\n", ["tracer.trainable(1)"]),
    "of the module by another name": (
        "import tracer as tr\nx = tr.trainable(1)\n",
        ["tr.trainable(1)"],
    ),
    "imported in a function": (
        "def f():\n    from tracer import trainable\n    return trainable(1)\n",
        ["trainable(1)"],
    ),
    "several": (
        "from tracer import trainable\nx = [trainable(1), f(trainable('a', name='n'))]\n",
        ["trainable(1)", "trainable('a', name='n')"],
    ),
    "two that are equal": (
        "from tracer import trainable\nx = trainable(1); y = trainable(1)\n",
        ["trainable(1)", "trainable(1)"],
    ),
    "inside one another": (
        "from tracer import trainable\nx = trainable(trainable(1))\n",
        ["trainable(trainable(1))", "trainable(1)"],
    ),
    "in a default": (
        "from tracer import trainable\ndef f(x=trainable(1)): pass\n",
        ["trainable(1)"],
    ),
    "of nobody": ("x = trainable(1)\n", []),
    "of another module": ("from other import trainable\nx = trainable(1)\n", []),
    "another function of ours": ("from tracer import trace, trainable\nx = trace(1)\n", []),
    "a method of that name": ("import tracer\nx = other.trainable(1)\n", []),
    "an attribute that is not called": ("import tracer\nx = tracer.trainable\n", []),
}


@pytest.mark.smoke
@pytest.mark.parametrize("case", FOUND)
def test_a_call_of_the_mark_is_found(case):
    source, codes = FOUND[case]
    tree = ast.parse(source)
    table = SiteTable("some.py", source, site_rows(tree))
    assert sorted(table[i].code for i in parameter_sites(tree)) == sorted(codes)


def test_each_mark_is_a_site_of_its_own():
    tree = ast.parse("from tracer import trainable\nx = trainable(1); y = trainable(1)\n")
    assert len(set(parameter_sites(tree))) == 2
