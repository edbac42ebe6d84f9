"""What a model is shown as the names of parameters: each of them means one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from tracer.naming import qualified

if TYPE_CHECKING:
    from tracer.trainables.parameter import Parameter


def names_in(
    ids: Iterable[str], trained: Sequence[Parameter], names: Mapping[str, str]
) -> dict[str, str]:
    """Return what the parameters with these ids, which a run has met, are called beside those that are trained.

    `names`: what these are called, by id. The mark of an attribute that is trained for one object goes by the name of
    that attribute. Others must not be mistaken for one that is trained, nor for each other.
    """
    found: dict[str, str] = {}
    others: dict[str, list[str]] = {}
    for ident in dict.fromkeys(ids):
        short = ident.rsplit(":", 1)[1]
        if ident in names:
            found[ident] = names[ident]
            continue
        owned = [p for p in trained if not p.has_source and _same_class(p.id, ident)]
        if len(owned) == 1:
            found[ident] = names[owned[0].id]
        else:
            others.setdefault(short, []).append(ident)
    taken = set(names.values())
    for short, idents in others.items():
        alone = len(idents) == 1 and short not in taken
        for ident in idents:
            longer = qualified(ident)
            shared = longer in taken or [*map(qualified, idents)].count(longer) > 1
            found[ident] = short if alone else ident if shared else longer
    return found


def _same_class(attribute: str, mark: str) -> bool:
    """Is an object's attribute (`module:Class#1:name`) the one that a mark (`module:Class.__init__:name`) fills?"""
    module, owner, name = attribute.split(":", 2)
    own_module, qualname, own_name = mark.split(":", 2)
    kind = owner.partition("#")[0]
    return (module, name) == (own_module, own_name) and qualname.rpartition(".")[0] == kind
