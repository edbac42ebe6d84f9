"""Where things stand in a definition."""

import ast

import pytest

from optimizers.engines.repair.code import Code

TEXT = '''def f(a, *rest, key=None):
    """One."""
    for i in a:
        b = [x for x in rest]
    c = lambda y: y; d = 1
    return b
'''


def node(code, kind):
    return next(n for n in code.nodes if isinstance(n, kind))


def test_names_in_scope():
    code = Code("f", TEXT)
    assert code.names_in_scope(node(code, ast.Return)) == (
        "a",
        "key",
        "rest",
        "i",
        "b",
        "c",
        "d",
    ) or (
        set(code.names_in_scope(node(code, ast.Return))) == {"a", "rest", "key", "i", "b", "c", "d"}
    )
    inner = node(code, ast.ListComp).elt
    assert "x" in code.names_in_scope(inner)
    assert "c" not in code.names_in_scope(inner)


def test_documentation_headers_and_annotations_are_not_changed():
    code = Code("f", "def f(a: int = 1) -> int:\n    '''Two.'''\n    b: int = a\n    return b\n")
    texts = [code.cut(n) for n in code.nodes if isinstance(n, ast.expr)]
    assert texts == ["b", "a", "b"]


def test_statements_with_lines_of_their_own():
    code = Code("f", TEXT)
    alone = {
        code.cut(n): code.is_alone(n) for n in code.nodes if isinstance(n, (ast.Assign, ast.Return))
    }
    assert alone == {
        "b = [x for x in rest]": True,
        "c = lambda y: y": False,
        "d = 1": False,
        "return b": True,
    }


def test_what_is_no_definition_is_refused():
    with pytest.raises(SyntaxError):
        Code("f", "x = 1\n")
