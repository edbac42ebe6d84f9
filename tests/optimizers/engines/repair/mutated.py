"""What rules make of a small function, as the lines that change."""

import difflib
import textwrap

from optimizers.engines.repair.candidates import dumped, written
from optimizers.engines.repair.code import Code
from optimizers.engines.repair.facts import Facts
from optimizers.engines.repair.view import View


def view(text, types=None, scope=None, classes=None):
    """Return the view of a function. `types`: of its names, words by name; expressions have the types of constants."""
    code = Code("made:f:f", textwrap.dedent(text).lstrip())
    facts = Facts(scope=scope or {}, classes=classes or {})
    facts.names = {n: frozenset(kinds.split()) for n, kinds in (types or {}).items()}
    return View(code, facts)


def mutants(rule, text, types=None, **known):
    """Return the texts that a rule makes of a function, in its order."""
    seen = view(text, types, **known)
    known_trees = {dumped(Code("made", seen.code.text).node)}
    found = (written(seen.code, m, known_trees) for n in seen.code.nodes for m in rule(n, seen))
    return [new for new in found if new is not None]


def changes(rule, text, types=None, **known):
    """Return what a rule makes of a function: for each mutant the lines that are left out and put in."""
    old = textwrap.dedent(text).lstrip()
    return [change(old, new) for new in mutants(rule, text, types, **known)]


def change(old, new):
    """Return the lines in which two texts differ, each after `-` or `+`, without indentation."""
    lines = list(difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0))[2:]
    return [f"{line[0]} {line[1:].strip()}" for line in lines if not line.startswith("@@")]


def added(rule, text, types=None, **known):
    """Return only the lines put in, of mutants with one."""
    found = [[c[2:] for c in one if c[0] == "+"] for one in changes(rule, text, types, **known)]
    return [lines[0] for lines in found if len(lines) == 1]
