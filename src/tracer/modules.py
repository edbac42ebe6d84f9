"""The modules whose code has been made recording in this process, by the digest in their records' ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import CodeType
from typing import Any

from rewriters.rewriting import Rewritten
from rewriters.sites import SiteTable
from rewriters.templates import Template
from tracer.positions import Instruction, instructions


@dataclass(eq=False)
class Module:
    """A rewritten module; its tables are loaded when first asked for. `namespace`: its globals, where known.

    `facts`: what readers have worked out of the tables, by their type.
    """

    rewritten: Rewritten
    code: CodeType | None = None
    namespace: Mapping[str, Any] = field(default_factory=dict)
    facts: dict[type, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def _tables(self) -> tuple[SiteTable, list[Template]]:
        return self.rewritten.tables()

    @property
    def sites(self) -> SiteTable:
        """The module's site table."""
        return self._tables[0]

    @property
    def templates(self) -> list[Template]:
        """The templates of the module's records, by index."""
        return self._tables[1]

    @cached_property
    def owners(self) -> dict[int, CodeType]:
        """The code that writes each record, by the record's id."""
        found: dict[int, CodeType] = {}
        for code in self.codes:
            for constant in code.co_consts:
                ident = constant[0] if isinstance(constant, tuple) and constant else constant
                if type(ident) is int and ident >= self.rewritten.base:
                    found[ident] = code
        return found

    @cached_property
    def codes(self) -> list[CodeType]:
        """All code of the module, outer before inner."""
        found: list[CodeType] = []
        todo = [] if self.code is None else [self.code]
        while todo:
            found.append(todo.pop())
            todo += [c for c in found[-1].co_consts if isinstance(c, CodeType)]
        return found

    def instructions(self, ident: int) -> Mapping[int, Instruction]:
        """Return the instructions of the code that writes the record `ident`."""
        code = self.owners.get(ident)
        return {} if code is None else instructions(code)

    def inner_instructions(self, name: str, line: int) -> list[Mapping[int, Instruction]]:
        """Return the instructions of each code object of this name that begins on this line."""
        return [
            instructions(c) for c in self.codes if (c.co_name, c.co_firstlineno) == (name, line)
        ]


_modules: dict[int, Module] = {}


def register(digest: int, module: Module) -> Module:
    """Make a module known; the same source loaded again keeps its first entry, whose tables may be loaded."""
    return _modules.setdefault(digest, module)


def module_of(digest: int) -> Module:
    """Return the module with this digest."""
    return _modules[digest]


def all_modules() -> list[Module]:
    """Return every module made recording so far."""
    return list(_modules.values())


_dual: set[str] = set()


def note_dual(path: str) -> None:
    """All functions of this file can record: it was loaded as recording code."""
    _dual.add(path)


def dual_files() -> frozenset[str]:
    """Return the files loaded as recording code."""
    return frozenset(_dual)


def let_go() -> None:
    """Hold no module's globals any longer: the process ends, and they go when Python lets them go."""
    for module in _modules.values():
        module.namespace = {}
