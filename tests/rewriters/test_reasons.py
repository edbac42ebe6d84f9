"""What is not recorded inside: a closed list of reasons, each reached by a program that behaves the same."""

import pytest
from tests.programs.observe import observe
from tests.ways import observe_recorded, rewritten

from rewriters.reasons import Reason
from rewriters.rewriting import rewrite

PROGRAMS = {
    Reason.LOCALS_IN_GENERATOR: "def main():\n    def f(n):\n        k = n + 1\n        yield sorted(locals())\n    return list(f(1))\n",
    Reason.LAMBDA_THAT_SUSPENDS: "def main():\n    f = lambda n: (yield n + 1)\n    return list(f(1))\n",
}
each_reason = pytest.mark.parametrize("reason", PROGRAMS)


def test_every_reason_has_a_program():
    assert set(PROGRAMS) == set(Reason)


@pytest.mark.smoke
@each_reason
def test_the_site_table_says_the_reason(own_cache, reason):
    table, _ = rewrite(PROGRAMS[reason].encode(), "reasons.py").tables()
    assert reason in {table.opaque_reason(site) for site, _ in table.opaque}


@each_reason
def test_the_program_does_the_same(reason):
    source = PROGRAMS[reason]
    assert observe(source, rewritten) == observe(source)
    assert observe_recorded(source) == observe(source)


@each_reason
def test_a_reason_is_a_sentence(reason):
    assert len(str(reason).split()) > 5


LOOKS = [
    "locals()",
    "vars()",
    "dir()",
    "eval('k')",
    "exec('k')",
    "__import__('sys')._getframe().f_locals",
    "[*map(eval, ['n'])]",
]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    "head",
    ["def f(n):", "async def f(n):", "f = lambda n:"],
    ids=["function", "coroutine", "lambda"],
)
def test_a_function_that_looks_at_its_locals_sees_no_variable_of_ours(head, look):
    body = (
        f" str({look})"
        if head.startswith("f")
        else f"\n        k = n + 1\n        return str({look})"
    )
    look_at = (
        "import asyncio; return asyncio.run(f(1))" if head.startswith("async") else "return f(1)"
    )
    source = f"k = 0\ndef main():\n    {head}{body}\n    {look_at}\n"
    assert observe_recorded(source) == observe(source)


@pytest.mark.parametrize("look", ["locals()", "vars()"])
def test_what_is_written_into_locals_stays_there_or_not_as_ever(look):
    source = f"def main():\n    k = 1\n    {look}['k'] = 2\n    {look}['new'] = 3\n    return k, sorted(locals().items())\n"
    assert observe_recorded(source) == observe(source)


def test_a_function_that_looks_at_its_locals_is_recorded(own_cache):
    table, _ = rewrite(b"def f(n):\n    k = n + 1\n    return locals()\n", "looks.py").tables()
    assert table.opaque == ()
