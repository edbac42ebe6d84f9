"""The forms of perturbed programs: `K(3)` is an input, which becomes `trainable(3, name="k1")`.

No number or container can grow beyond bounds, whatever the inputs are changed to; endless loops are left to fuel.
"""

from tests.programs.form import Repeat
from tests.programs.table import Grammar, joined

from . import assignments, blocks, classes, containers, faults, functions, hard, modules, numbers

_MODULES = (numbers, containers, faults, assignments, blocks, functions, classes, modules)
_REPEATED = {
    "block": Repeat("statement", 0, 1, ending="effect"),
    "body": Repeat("statement", 0, 2, ending="ending"),
    "genbody": Repeat("genstatement", 1, 1),
    "failure": Repeat("failure", 1, 1),
    "main": Repeat("statement", 3, 6, ending="output"),
}


def _grammar(*extra: object, depth: int = 1) -> Grammar:
    modules = (*_MODULES, *extra)
    return Grammar(
        forms=joined(getattr(module, "FORMS", {}) for module in modules),
        leaves=joined(getattr(module, "LEAVES", {}) for module in modules),
        repeated=_REPEATED,
        depth=depth,
        nesting=3,
        fault_odds=300,
        fault_statement_odds=80,
    )


CORE = _grammar()
DEEP = _grammar(depth=2)
HARD = _grammar(hard)
