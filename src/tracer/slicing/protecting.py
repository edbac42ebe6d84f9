"""Where exceptions are caught, and what in the source can raise."""

from __future__ import annotations

from tracer.slicing.statics import OWN_FRAME, Statics, remembered

_CATCHING = frozenset({"Try", "TryStar", "With", "AsyncWith"})


@remembered
def protections(statics: Statics, site: int) -> tuple[tuple[int, str], ...]:
    """Return the statements around a site, innermost first, that may catch what it raises (`body`), do (`handlers`), or did not (`orelse`)."""
    found: list[tuple[int, str]] = []
    child, parent = site, statics.parent(site)
    while parent != child:
        if statics.node(parent) in OWN_FRAME and statics.scope(child) == parent:
            break
        role = statics.role(child)
        catches = statics.node(parent) in {"With", "AsyncWith"} or any(
            statics.role(c) == "handlers" for c in statics.children[parent]
        )
        if statics.node(parent) in _CATCHING and catches and role in {"body", "handlers", "orelse"}:
            found.append((parent, role))
        child, parent = parent, statics.parent(parent)
    return tuple(found)


_RISKY = frozenset({"Call", "Subscript", "BinOp", "Attribute", "Raise", "Assert"})


@remembered
def risky(statics: Statics, site: int) -> tuple[int, ...]:
    """Return the sites at or in a statement that can raise."""
    marks = statics.table.parameters  # which raise nothing
    found = [site] if statics.node(site) in _RISKY and site not in marks else []
    if statics.node(site) in {"FunctionDef", "AsyncFunctionDef", "Lambda", "ClassDef"}:
        return ()
    for child in statics.children[site]:
        found += risky(statics, child)
    return tuple(found)
