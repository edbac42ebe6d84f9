"""The measured whys as a page of the documentation."""

from tests.seeded_bugs.measuring import Bug, median_share

KINDS = {
    "an alias": {
        "class_attribute",
        "multiplied_list",
        "mutated_cache",
        "shallow_copy",
        "shared_default",
        "stale_alias",
    },
    "a callee's mutation": {
        "callee_mutates",
        "callee_pops",
        "exhausted_iterator",
        "not_reset",
        "reset_by_callee",
        "wrong_object",
    },
    "what could have happened": {
        "key_elsewhere",
        "key_of_another_type",
        "limit_not_reached",
        "missing_branch",
        "swallowed_exception",
    },
}
"""What it takes to find a bug, where following values alone does not."""

_HEAD = """# What a why tells

Generated: `python -m tests.seeded_bugs --write`.

Thirty programs, each with one bug and a test that fails because of it (`tests/seeded_bugs/programs`). The failing line
is never the one that holds the bug. `pytest --why` adds a section to each failure; counted is whether it names the
guilty line, and how many lines it names of those that ran during the test, as the interpreter's own trace function
tells them. These figures hold for `pytest --why`, which shows up to 40 lines (`--tracer-lines=0`: all). The short answer
of `python -m tracer run --why` chooses lines in the same way, the nearest of each operand in turn, but shows 12 at
most, keeps some of them for the way back to parameters and inputs, and names what shows the rest: `--slice error`.
Each program prints a page of its results, as programs do, which is about half of what runs.

**The guilty line is named in {found} of {all}; at the median a why names {share:.0%} of the lines executed.**

Finding them takes more than following values: {kinds}.

| bug | guilty line | named | lines named | lines executed | share |
| --- | --- | --- | --- | --- | --- |
"""


def page(bugs: list[Bug]) -> str:
    """Return the page."""
    kinds = ", ".join(f"{kind} in {len(names)}" for kind, names in KINDS.items())
    found = sum(bug.found for bug in bugs)
    head = _HEAD.format(found=found, all=len(bugs), share=median_share(bugs), kinds=kinds)
    return head + "".join(_row(bug) for bug in bugs)


def _row(bug: Bug) -> str:
    file, line = bug.guilty
    cells = [
        bug.name.replace("_", " "),
        f"`{file}:{line}`",
        "yes" if bug.found else "**no**",
        len(set(bug.named)),
        len(bug.executed),
        f"{bug.share:.0%}",
    ]
    return f"| {' | '.join(map(str, cells))} |\n"
