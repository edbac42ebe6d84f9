"""The forms of every kind of expression and statement."""

from collections.abc import Mapping
from types import ModuleType

from tests.programs.form import Repeat
from tests.programs.table import Grammar, joined

from . import (
    assignments,
    blocks,
    classes,
    closures,
    conditions,
    containers,
    coroutines,
    errors,
    failures,
    families,
    faults,
    functions,
    generators,
    handlers,
    integers,
    matching,
    objects,
    texts,
    uses,
)

_MODULES: tuple[ModuleType, ...] = (
    integers,
    conditions,
    texts,
    containers,
    objects,
    faults,
    assignments,
    blocks,
    handlers,
    errors,
    matching,
    functions,
    closures,
    generators,
    coroutines,
    families,
    classes,
    failures,
    uses,
)


_REPEATED: Mapping[str, Repeat] = {
    "block": Repeat("statement", 1, 2),
    "long": Repeat("statement", 2, 3),
    "body": Repeat("statement", 1, 2, ending="ending"),
    "genbody": Repeat("statement", 1, 2, ending="genending"),
    "agenbody": Repeat("statement", 1, 2, ending="agenending"),
    "handlers": Repeat("handler", 1, 2),
    "grouphandlers": Repeat("grouphandler", 1, 2),
    "intcases": Repeat("intcase", 1, 3),
    "intscases": Repeat("intscase", 1, 3),
    "dictcases": Repeat("dictcase", 1, 2),
    "anycases": Repeat("anycase", 2, 4),
    "members": Repeat("member", 0, 2),
    "failure": Repeat("failure", 1, 1),
    "reraise": Repeat("reraise", 1, 1),
    "drive": Repeat("drive", 1, 1),
    "use": Repeat("use", 1, 1),
    "driver": Repeat("driver", 1, 1),
    "simple": Repeat("simple", 1, 1),
    "acts": Repeat("act", 2, 3),
    "bares": Repeat("bare", 1, 2),
}
GRAMMAR = Grammar(
    forms=joined(module.FORMS for module in _MODULES),
    leaves=joined(getattr(module, "LEAVES", {}) for module in _MODULES),
    repeated=_REPEATED,
)
