"""Scopes: which name means what, as the compiler's own symbol table says."""

import ast
import symtable
import sys
from collections.abc import Iterator

import pytest
from tests.corpus import each_sample, sample
from tests.programs.program import generate

from rewriters.scopes import COMPREHENSIONS, FUNCTIONS, Scope, Scopes

Key = tuple[str, int]


def scope_in(source: str, name: str) -> Scope:
    """Return the scope of the function or class of that name."""
    tree = ast.parse(source)
    node = next(
        n for n in ast.walk(tree) if isinstance(n, (*FUNCTIONS, ast.ClassDef)) and n.name == name
    )
    return Scopes(tree)[node]


def functions_of(source: str) -> Iterator[tuple[Scope, symtable.SymbolTable]]:
    """Give each function's scope with the compiler's table of it, where name and line tell it."""
    tree = ast.parse(source)
    scopes = Scopes(tree)
    tables: dict[Key, list[symtable.SymbolTable]] = {}
    todo = [symtable.symtable(source, "some.py", "exec")]
    while todo:
        table = todo.pop()
        tables.setdefault((table.get_name(), table.get_lineno()), []).append(table)
        todo += table.get_children()
    for node in ast.walk(tree):
        if isinstance(node, FUNCTIONS):
            line = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            found = [
                t
                for key in ((node.name, line), (node.name, node.lineno))
                for t in tables.get(key, [])
                if t.get_type() == "function"
            ]
            if len({id(t) for t in found}) == 1:
                yield scopes[node], found[0]


def own_symbols(scope: Scope, table: symtable.SymbolTable) -> list[symtable.Symbol]:
    """Return the symbols of the function itself, without private names, which the compiler mangles.

    Since Python 3.12 the compiler adds the targets of comprehensions.
    """
    comprehensions = [n for n in ast.walk(scope.node) if isinstance(n, COMPREHENSIONS)]
    targets = {
        n.id
        for c in comprehensions
        for g in c.generators
        for n in ast.walk(g.target)
        if isinstance(n, ast.Name)
    }
    ignored = targets if sys.version_info >= (3, 12) else set()
    own = (s for s in table.get_symbols() if s.is_referenced() or s.is_assigned())
    return [s for s in own if s.get_name() not in ignored and "__" not in s.get_name()]


def check_globals(source: str) -> None:
    """`is_global` says what the compiler says."""
    for scope, table in functions_of(source):
        for symbol in own_symbols(scope, table):
            assert scope.is_global(symbol.get_name()) == symbol.is_global(), symbol


def check_bound(source: str) -> None:
    """A scope's names are the compiler's locals."""
    for scope, table in functions_of(source):
        names = {
            s.get_name()
            for s in own_symbols(scope, table)
            if s.is_local() and (s.is_assigned() or s.is_parameter())
        }
        assert names <= scope.bound


@pytest.mark.smoke
@pytest.mark.parametrize("law", [check_globals, check_bound], ids=lambda law: law.__name__)
@each_sample
def test_a_samples_scopes_are_the_compilers(name, law):
    law(sample(name))


@pytest.mark.parametrize("seed", range(60))
def test_a_random_programs_scopes_are_the_compilers(seed):
    source = generate(seed)
    check_globals(source)
    check_bound(source)


@pytest.mark.parametrize(
    ("source", "moves"),
    [
        ("def f():\n    x = 1", False),
        ("def f(x): pass", False),
        ("def f():\n    global x\n    x = 1", True),
        ("def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2", True),
        ("def f():\n    return x", True),
        ("def x(): pass\ndef f():\n    return x", False),
        ("import x\ndef f():\n    return x", False),
        ("x = 1\ndef f():\n    return x", True),
        ("def x(): pass\ndef x(): pass\ndef f():\n    return x", True),
        ("def x(): pass\ndef g():\n    global x\n    x = 1\ndef f():\n    return x", True),
        ("for k in y:\n    def x(): pass\ndef f():\n    return x", True),
        ("if y:\n    def x(): pass\ndef f():\n    return x", False),
        ("def f():\n    return len", None),
        ("from y import *\ndef f():\n    return len", True),
        ("def x(): pass\ndel x\ndef f():\n    return x", True),
    ],
)
def test_a_name_moves_unless_its_value_is_told_by_its_stores(source, moves):
    name = "x" if moves is not None else "len"
    assert scope_in(source, "f").moves(name) == bool(moves)


def test_a_name_of_a_function_around_moves():
    source = "def outer():\n    x = 1\n    def f():\n        return x\n    x = 2"
    assert scope_in(source, "f").moves("x")


def test_a_name_of_the_function_around_a_comprehension_does_not_move():
    tree = ast.parse("def f(x):\n    return [x for _ in x]")
    comprehension = next(n for n in ast.walk(tree) if isinstance(n, COMPREHENSIONS))
    assert not Scopes(tree)[comprehension].moves("x")


def test_a_name_of_the_function_around_a_generator_expression_moves():
    tree = ast.parse("def f(x):\n    return (x for _ in x)")
    comprehension = next(n for n in ast.walk(tree) if isinstance(n, COMPREHENSIONS))
    assert Scopes(tree)[comprehension].moves("x")


def test_names_of_a_class_are_not_seen_by_its_methods():
    source = "class C:\n    x = 1\n    def f(self):\n        return x"
    assert scope_in(source, "f").is_global("x")


def test_a_walrus_in_a_comprehension_binds_in_the_function():
    assert "y" in scope_in("def f(xs):\n    return [y := x for x in xs]", "f").bound


def test_targets_of_a_comprehension_do_not_bind_in_the_function():
    assert "x" not in scope_in("def f(xs):\n    return [x for x in xs]", "f").bound


@pytest.mark.parametrize(
    "call", ["locals()", "vars()", "dir()", "eval('1')", "exec('1')", "frame.f_locals"]
)
def test_a_function_that_may_look_at_its_locals_is_reflective(call):
    assert scope_in(f"def f(frame):\n    return {call}", "f").reflective


def test_a_function_inside_a_reflective_one_is_not():
    assert not scope_in("def g():\n    locals()\n    def f(): pass", "f").reflective


@pytest.mark.parametrize(
    ("body", "suspends"),
    [
        ("yield", True),
        ("yield from x", True),
        ("lambda: (yield)", False),
        ("[(yield)]", True),
        ("pass", False),
    ],
)
def test_a_function_that_yields_suspends(body, suspends):
    assert scope_in(f"def f(x):\n    {body}", "f").suspends is suspends


def test_plain_functions_of_the_module_are_entered_by_their_name():
    source = "def a(): pass\n@a\ndef b(): pass\ndef c(): yield\nasync def d(): pass\ndef e(): pass\ne = 1\nclass F:\n    def g(): pass"
    assert Scopes(ast.parse(source)).direct == {"a"}
