"""What the source alone says about the dependences of one step, worked out once for all its events."""

from __future__ import annotations

from dataclasses import dataclass

from rewriters.templates import Action
from tracer.slicing.controls import Control, control
from tracer.slicing.protecting import protections
from tracer.slicing.statics import COMPREHENSIONS, Binding, Statics, remembered

_ALWAYS_MADE = frozenset({"List", "Tuple", "Set", "Dict", "ListComp", "SetComp", "DictComp"})
_OPERATIONS = frozenset({"BinOp", "UnaryOp", "Compare", "JoinedStr", "FormattedValue"})
_ASKED = {"If": "test", "While": "test", "Assert": "test", "For": "iter", "AsyncFor": "iter"}
_TURNING = COMPREHENSIONS | {"For", "AsyncFor"}


@dataclass(slots=True, eq=False)
class Facts:
    """The facts about one step of a module.

    `keys`: the occurrences (steps, or sites as `~site`) whose latest events are all that it uses, None where more must
    be asked. `flat`: this holds only where their values hold nothing themselves; `alone`: where there is one, and it uses
    only the latest of them all. `looks`: may it read objects beside these? `name`: what name it reads; `shared`: one
    that other frames may store too. `grows`: it adds to a name. `stores`: could an exception have prevented it from
    having an effect? `attempts`: the statements around it that may catch what it raises.
    """

    site: int
    node: str
    action: int
    control: Control
    controls: tuple[int, ...]
    keys: tuple[int, ...] | None = None
    flat: bool = True
    alone: bool = False
    looks: bool = False
    name: Binding | None = None
    shared: bool = False
    grows: bool = False
    stores: bool = False
    attempts: tuple[tuple[int, str], ...] = ()


def facts(statics: Statics, step: int) -> Facts:
    """Return the facts about a step, which the module keeps."""
    known = statics.facts.get(step)
    if known is None:
        known = statics.facts[step] = _find(statics, step)
    return known


def _find(statics: Statics, step: int) -> Facts:
    site, action = step >> 2, step & 3
    node = statics.node(site)
    rule = _shared(statics, control(statics, site))
    found = Facts(site, node, action, rule, rule.keys)
    found.stores = node == "Return" or (action == Action.STORE and node != "arg")
    if action == Action.EVALUATE:
        _evaluated(statics, site, found)
    elif action == Action.STORE:
        _stored(statics, site, found)
    elif node in _ASKED and statics.role(site) != "pattern":
        test = statics.child(site, _ASKED[node])
        found.keys = None if test is None else (~test,)
        found.alone = True
    if found.stores:
        found.attempts = protections(statics, site)
    return found


@remembered
def _shared(_statics: Statics, rule: Control) -> Control:
    """The same object for equal rules, so that sites decided alike are known by identity."""
    return rule


def _evaluated(statics: Statics, site: int, found: Facts) -> None:
    node = found.node
    if statics.role(site) == "subject":
        return
    operands = statics.operands(site)
    if node in {"Constant", "Lambda"}:
        found.keys = ()
    elif node in _ALWAYS_MADE:
        found.keys, found.looks = (), True
    elif node == "Name":
        found.name = statics.binding(site)
        _named(statics, site, found)
    elif node == "Return":
        found.keys, found.flat = tuple(~o for o in operands), False
    elif node == "Call" and site in statics.table.parameters:
        found.keys, found.looks = tuple(~o for o in operands[1:2]), True
    elif node in _OPERATIONS and (node != "Compare" or len(operands) == 2):
        found.keys = tuple(~o for o in operands)


def _named(statics: Statics, site: int, found: Facts) -> None:
    """A name of the frame's own, stored nowhere else, has its latest store."""
    binding = found.name
    assert binding is not None
    frame = statics.function(site)
    if not binding.function and not binding.stores:
        found.keys, found.name = (), None
    elif binding.function == frame and all(
        statics.function(s >> 2) == frame for s in binding.stores
    ):
        found.keys, found.flat, found.alone = binding.stores, False, True
    else:
        found.keys, found.shared = (), True


def _stored(statics: Statics, site: int, found: Facts) -> None:
    if found.node == "AugAssign":
        target, operand = statics.children[site][:2]
        if statics.node(target) == "Name":
            found.name, found.keys, found.grows = statics.binding(target), (~operand,), True
        return
    if found.node != "Name":
        return
    parent = statics.parent(site)
    node = statics.node(parent)
    if node in {"Assign", "AnnAssign", "NamedExpr"}:
        value = statics.child(parent, "value")
        found.keys, found.flat, found.alone = None if value is None else (~value,), False, True
    elif node in _TURNING:
        over = (c for c in statics.children[parent] if c > site and statics.role(c) == "iter")
        source = next(over, None)
        found.keys, found.alone = None if source is None else (~source,), True
