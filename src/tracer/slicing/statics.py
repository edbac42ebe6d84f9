"""What the source of a module says for slices: operands, what a name means, what decides whether a site is evaluated."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from rewriters.parsing import parse
from rewriters.templates import Action
from tracer.modules import Module

FUNCTIONS = frozenset({"FunctionDef", "AsyncFunctionDef", "Lambda"})
OWN_FRAME = frozenset({*FUNCTIONS, "ClassDef", "Module", "GeneratorExp"})
COMPREHENSIONS = frozenset({"ListComp", "SetComp", "DictComp", "GeneratorExp"})
LOOPS = frozenset({"For", "AsyncFor", "While"})
_BINDERS = frozenset(
    "arg alias ExceptHandler MatchAs MatchStar MatchMapping FunctionDef AsyncFunctionDef ClassDef".split()
)
_TRANSPARENT = frozenset({"Starred", "Slice", "FormattedValue"})
_OUTSIDE = frozenset({"defaults", "kw_defaults", "decorator_list", "bases", "keywords"})
_SCOPES = frozenset({*OWN_FRAME, *COMPREHENSIONS})


_P = ParamSpec("_P")
_R = TypeVar("_R")


def remembered(
    function: Callable[Concatenate[Statics, _P], _R],
) -> Callable[Concatenate[Statics, _P], _R]:
    """Keep the answers of a function of hashable arguments with the facts they are about."""

    @wraps(function)
    def answer(about: Statics, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        known = about.answers.get(function)
        if known is None:
            known = about.answers[function] = {}
        key = (*args, *kwargs.items()) if kwargs else args
        found: _R
        try:
            found = known[key]
        except KeyError:
            found = known[key] = function(about, *args, **kwargs)
        return found

    return answer


@dataclass(frozen=True, slots=True)
class Binding:
    """Where a name is bound: the steps that store it, in the frames of which function. `function` 0: a global."""

    name: str
    function: int
    stores: tuple[int, ...]


class Statics:
    """Facts about one module's sites, each worked out when first asked for."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.table = module.sites
        self.rows = module.sites.rows
        self.children = module.sites.children
        self._operands: dict[int, tuple[int, ...]] = {}
        self._bindings: dict[int, Binding] = {}
        self._scopes: dict[int, int] = {}
        self.answers: dict[Callable[..., Any], dict[tuple[Any, ...], Any]] = {}
        self.facts: dict[int, Any] = {}

    def node(self, site: int) -> str:
        """Return the grammar's name of a site."""
        return self.rows[site][0]

    def parent(self, site: int) -> int:
        """Return what a site stands in."""
        return self.rows[site][2]

    def role(self, site: int) -> str:
        """Return the field of the parent that a site stands in."""
        return self.rows[site][1]

    def child(self, site: int, role: str) -> int | None:
        """Return the first child of a role."""
        return next((c for c in self.children[site] if self.rows[c][1] == role), None)

    def operands(self, site: int) -> tuple[int, ...]:
        """Return the expressions a site is made from; those that are no value of their own stand for their parts."""
        found = self._operands.get(site)
        if found is None:
            found = self._operands[site] = tuple(self._find_operands(site))
        return found

    def _find_operands(self, site: int) -> list[int]:
        out: list[int] = []
        for child in self.children[site]:
            if not self.rows[child][8]:
                continue
            if self.rows[child][0] in _TRANSPARENT or (
                self.rows[site][0] == "FormattedValue" and self.rows[child][0] == "JoinedStr"
            ):
                out += self.operands(child)
            else:
                out.append(child)
        return out

    # ------------------------------------------------------------------ scopes and names

    def scope(self, site: int) -> int:
        """Return the function, comprehension, class or module whose names a site sees."""
        found = self._scopes.get(site)
        if found is None:
            found = self._scopes[site] = self._find_scope(site)
        return found

    def _find_scope(self, site: int) -> int:
        child, parent = site, self.rows[site][2]
        while parent != child:
            node, role = self.rows[parent][0], self.rows[child][1]
            if node in COMPREHENSIONS:
                if not (role == "iter" and child == self.child(parent, "iter")):
                    return parent
            elif node in _SCOPES and role not in _OUTSIDE:
                return parent
            child, parent = parent, self.rows[parent][2]
        return 0

    def function(self, site: int) -> int:
        """Return the function whose frame evaluates a site."""
        scope = self.scope(site)
        while self.rows[scope][0] not in OWN_FRAME:
            scope = self.scope(scope)
        return scope

    @cached_property
    def _declared(self) -> dict[tuple[int, str], str]:
        found = {}
        for site, row in enumerate(self.rows):
            if row[0] in {"Global", "Nonlocal"}:
                names = self.table[site].code.replace("\\", " ").split(None, 1)[1]
                for name in names.split(","):
                    found[self.scope(site), name.strip()] = row[0]
        return found

    @cached_property
    def _bound(self) -> dict[tuple[int, str], list[int]]:
        """The steps that bind a name, by scope."""
        found: dict[tuple[int, str], list[int]] = {}
        for site, row in enumerate(self.rows):
            name = row[3]
            if name is None or not ((row[0] == "Name" and not row[8]) or row[0] in _BINDERS):
                continue
            scope = self._binding_scope(site)
            declared = self._declared.get((scope, name))
            if declared == "Global":
                scope = 0
            elif declared == "Nonlocal":
                scope = self._outer(scope, name)
            place = row[2] if self.rows[row[2]][0] == "AugAssign" else site
            found.setdefault((scope, name), []).append(place << 2 | Action.STORE)
        return found

    def _binding_scope(self, site: int) -> int:
        scope = self.scope(site)
        if self.rows[self.rows[site][2]][0] == "NamedExpr":
            while self.rows[scope][0] in COMPREHENSIONS:
                scope = self.scope(scope)
        return scope

    def _outer(self, scope: int, name: str) -> int:
        """Return the function around `scope` that binds `name`."""
        outer = self.scope(scope)
        while outer:
            binds = any(
                r[3] == name
                and ((r[0] == "Name" and not r[8]) or r[0] in _BINDERS)
                and self._binding_scope(s) == outer
                for s, r in enumerate(self.rows)
            )
            if binds and self.rows[outer][0] != "ClassDef" and (outer, name) not in self._declared:
                return outer
            outer = self.scope(outer)
        return 0

    def binding(self, site: int) -> Binding:
        """Return where the name read (or rebound by `op=`) at a site is bound."""
        found = self._bindings.get(site)
        if found is None:
            found = self._bindings[site] = self.resolve(self.rows[site][3] or "", self.scope(site))
        return found

    def resolve(self, name: str, scope: int) -> Binding:
        """Return where a name is bound that is read in `scope`."""
        first = scope
        while scope:
            declared = self._declared.get((scope, name))
            if declared == "Global":
                break
            stores = self._bound.get((scope, name))
            if (
                stores
                and declared is None
                and (scope == first or self.rows[scope][0] != "ClassDef")
            ):
                frame = scope
                while self.rows[frame][0] not in OWN_FRAME:
                    frame = self.scope(frame)
                return Binding(name, frame, tuple(stores))
            scope = self.scope(scope)
        return Binding(name, 0, tuple(self._bound.get((0, name), ())))

    # ------------------------------------------------------------------ calls

    @remembered
    def keywords(self, call: int) -> tuple[str | None, ...]:
        """Return the names of a call's keyword arguments in order, None for `**`."""
        code = textwrap.dedent(self.table[call].code)
        try:
            tree = parse(f"({code}\n)", mode="eval").body
        except SyntaxError:
            return ()
        return tuple(k.arg for k in tree.keywords) if isinstance(tree, ast.Call) else ()

    @remembered
    def operator(self, site: int) -> str:
        """Return the grammar's name of what a binary operation or comparison does first."""
        try:
            tree = parse(f"({textwrap.dedent(self.table[site].code)}\n)", mode="eval").body
        except SyntaxError:
            return ""
        match tree:
            case ast.BinOp(op=op):
                return type(op).__name__
            case ast.Compare(ops=ops):
                return " ".join(type(o).__name__ for o in ops)
            case _:
                return ""

    def formals(self, function: int) -> tuple[tuple[int, str, str], ...]:
        """Return the formals of a function: site, name, role."""
        return tuple(
            (c, self.rows[c][3] or "", self.rows[c][1])
            for c in self.children[function]
            if self.rows[c][0] == "arg"
        )

    def default(self, function: int, name: str) -> int | None:
        """Return the expression of a formal's default."""
        return self._defaults(function).get(name)

    @remembered
    def _defaults(self, function: int) -> dict[str, int]:
        children = self.children[function]
        positional = [
            self.rows[c][3] or ""
            for role in ("posonlyargs", "args")
            for c in children
            if self.rows[c][0] == "arg" and self.rows[c][1] == role
        ]
        given = [c for c in children if self.rows[c][1] == "defaults"]
        found = dict(zip(positional[len(positional) - len(given) :], given, strict=True))
        keyword_only = [c for c in children if self.rows[c][1] in {"kwonlyargs", "kw_defaults"}]
        names = [self.rows[c][3] or "" for c in keyword_only if self.rows[c][1] == "kwonlyargs"]
        values = [c for c in keyword_only if self.rows[c][1] == "kw_defaults"]
        if len(names) == len(values):
            found.update(zip(names, values, strict=True))
        elif values:
            found.update(self._keyword_defaults(function, values))
        return found

    def _keyword_defaults(self, function: int, values: list[int]) -> dict[str, int]:
        """Only some keyword-only formals have a default: the source tells which."""
        code = textwrap.dedent(self.table[function].code)
        tree = parse(code).body[0]
        arguments = tree.args if isinstance(tree, ast.FunctionDef | ast.AsyncFunctionDef) else None
        if arguments is None:
            return {}
        names = [
            a.arg
            for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
            if d is not None
        ]
        return dict(zip(names, values, strict=True))


def statics(module: Module) -> Statics:
    """Return the facts about a module, which keeps them."""
    found: Statics | None = module.facts.get(Statics)
    if found is None:
        found = module.facts[Statics] = Statics(module)
    return found
