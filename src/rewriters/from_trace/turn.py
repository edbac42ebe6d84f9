"""What all rules of the turning share: the facts, our names, and the list of what is left."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

import libcst as cst

from rewriters.from_trace.forward import Forward
from rewriters.from_trace.functions import calls_in, uses_nodes, uses_trained
from rewriters.from_trace.known import Known
from rewriters.from_trace.marks import NodeMark

_OURS = {
    "optimizers": ("LLM", "OPRO", "OptoPrime", "OptoPrimeMulti", "TextGrad"),
    "tracer": ("load_values", "model", "parameters", "record", "save_values", "trace", "trainable"),
}


class Left(NamedTuple):
    """A place that could not be turned, and what to do there."""

    line: int
    code: str
    advice: str


class Names:
    """Our names, under names that no module has until those that stay in it are known."""

    _AWAY = "spangrad_name_of_ours_"

    def __init__(self) -> None:
        self._used: set[str] = set()

    def __call__(self, name: str) -> cst.Name:
        """Return what stands for one of our names; it will be imported."""
        self._used.add(name)
        return cst.Name(self._AWAY + name)

    def written(self, taken: Collection[str]) -> tuple[dict[str, str], list[str]]:
        """Return how the stand-ins are written, and the imports for it; a name that is taken has its package before it."""
        called: dict[str, str] = {}
        imports = []
        for package, names in _OURS.items():
            used = sorted((n for n in names if n in self._used), key=str.lower)
            called |= {n: f"{package}_{n}" if n in taken else n for n in used}
            if used:
                parts = [n if called[n] == n else f"{n} as {called[n]}" for n in used]
                imports.append(f"from {package} import {', '.join(parts)}")
        return {self._AWAY + n: own for n, own in called.items()}, imports


@dataclass
class Turn:
    """The turning of one module."""

    known: Known
    marks: dict[cst.Call, NodeMark]
    forward: Forward
    name: Names
    left: list[Left] = field(default_factory=list)
    traced: set[cst.FunctionDef] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Find the plain functions that have to be recorded."""
        todo: list[cst.CSTNode] = [s for r in self.forward.regions.values() for s in r.statements]
        seen: set[cst.CSTNode] = set()
        while todo:
            for function in calls_in(self.known, todo.pop()):
                if function in seen or self.is_opaque(function):
                    continue
                seen.add(function)
                todo.append(function.body)
                if self._needs_trace(function):
                    self.traced.add(function)

    def _needs_trace(self, function: cst.FunctionDef) -> bool:
        cls = self.known.owner(function)
        if self.known.bundle_of(function) is not None:
            return False
        if isinstance(cls, cst.ClassDef) and self.known.is_model(cls):
            return False
        return uses_nodes(self.known, function.body)

    def is_opaque(self, function: cst.FunctionDef) -> bool:
        """Is the function a bundle whose inside nothing depends on, so that it stays one step?"""
        bundle = self.known.bundle_of(function)
        if bundle is None or bundle.says("trainable") or bundle.says("traceable_code"):
            return False
        return not (
            bundle.says("allow_external_dependencies") or uses_trained(self.known, function.body)
        )

    def cannot(self, node: cst.CSTNode, advice: str) -> None:
        """List a place that could not be turned."""
        code = " ".join(self.known.module.code_for_node(node).split())
        found = Left(self.known.line(node), code if len(code) <= 60 else f"{code[:59]}…", advice)
        if found not in self.left:
            self.left.append(found)
