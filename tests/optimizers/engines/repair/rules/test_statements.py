"""Statements left out, swapped, moved and inserted; other jumps."""

from tests.optimizers.engines.repair.mutated import added, changes, mutants

from optimizers.engines.repair.rules import insertions, statements

TEXT = """
def f(items):
    seen = set()
    out = []
    for item in items:
        if item in seen:
            continue
        out.append(item)  # new
    return out
"""
TYPES = {"items": "list[int]", "item": "int", "seen": "set[int]", "out": "list[int]"}


def test_a_statement_less():
    assert ["- out.append(item)  # new"] in changes(statements.removed, TEXT)
    assert ["- continue", "+ pass"] in changes(statements.removed, TEXT)


def test_neighbours_in_the_other_order():
    found = mutants(statements.swapped, "def f(a):\n    b = a  # one\n\n    a = 1\n    return b\n")
    assert "def f(a):\n    a = 1\n\n    b = a  # one\n    return b\n" in found


def test_out_of_a_block_and_into_one():
    text = "def f(a):\n    for i in a:\n        b = i\n        print(b)\n    return b\n"
    found = mutants(statements.moved, text)
    assert text.replace("        print(b)", "    print(b)") in found
    assert text.replace("    return b", "        return b") in found


def test_jumps():
    assert ["- continue", "+ break"] in changes(statements.jumps, TEXT)
    text = "def f(a):\n    if a:\n        f(a - 1)\n    return a\n"
    assert "return f(a - 1)" in added(statements.jumps, text)


def test_keywords():
    text = "def f(a):\n    if a > 1:\n        a = 2\n    elif a:\n        a = 3\n    return a\n"
    assert "if a:" in added(statements.keywords, text)
    assert "while a > 1:" in added(
        statements.keywords, "def f(a):\n    if a > 1:\n        a -= 1\n    return a\n"
    )


def test_changes_of_containers_are_inserted():
    found = added(insertions.inserted, TEXT, TYPES)
    assert {"seen.add(item)", "out.append(item)"} <= set(found)
    assert "seen.add(out)" not in found


def test_guards_are_inserted():
    text = "def f(items):\n    first = items[0]\n    return first\n"
    found = changes(insertions.inserted, text, {"items": "list[int]", "first": "int"})
    assert ["+ if not items:", "+ return None"] in found


def test_what_stands_elsewhere_is_inserted():
    text = "def f(a):\n    n = 0\n    for i in a:\n        n += i\n    return n\n"
    assert "n += i" in added(insertions.inserted, text, {"n": "int", "i": "int", "a": "list[int]"})


def test_nothing_is_inserted_with_names_that_have_no_value():
    text = "def f(a):\n    b = a\n    c = b\n    print(c)\n    return c\n"
    found = mutants(insertions.inserted, text, {"a": "int", "b": "int", "c": "int"})
    assert "def f(a):\n    print(c)\n    b = a\n" not in "".join(found)
