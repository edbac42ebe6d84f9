"""The site table: laws every table keeps, and what is said of a site."""

import ast
import sys

import pytest
from tests.corpus import each_sample, sample
from tests.programs.program import generate

from rewriters.sites import Finder, SiteTable, site_rows
from rewriters.spans import Span

OUTSIDE = {"decorator_list"}
"""Roles whose sites stand before the span of their parent."""


def table_of(source: str) -> SiteTable:
    """Return the site table of a source."""
    return SiteTable("some.py", source, site_rows(ast.parse(source)))


def site_of(table: SiteTable, code: str, node: str | None = None) -> int:
    """Return the first site with this text."""
    return next(s.id for s in table if s.code == code and node in {None, s.node})


def in_text(table: SiteTable, index: int) -> bool:
    """Does the site stand in an f-string, whose pieces have no exact places before Python 3.12?"""
    if sys.version_info >= (3, 12):
        return False
    while index:
        index = table.rows[index][2]
        if table.rows[index][0] == "JoinedStr":
            return True
    return False


def check_parents_first(table: SiteTable) -> None:
    """Every parent comes before its children, row 0 above all."""
    assert table.rows[0][0] == "Module"
    assert all(row[2] < i for i, row in enumerate(table.rows[1:], 1))


def check_nesting(table: SiteTable) -> None:
    """Every span is inside its parent's."""
    for site in list(table)[1:]:
        parent = table[site.parent]
        if parent.id == 0 or site.role in OUTSIDE or in_text(table, site.id):
            continue
        outer, inner = parent.span, site.span
        assert (outer.line, outer.col) <= (inner.line, inner.col), site
        assert (inner.end_line, inner.end_col) <= (outer.end_line, outer.end_col), site


def check_text(table: SiteTable) -> None:
    """The text of an expression is an expression of the same kind, where it stands alone."""
    for site in table:
        if in_text(table, site.id) or site.node not in {
            "BinOp",
            "Call",
            "Name",
            "Attribute",
            "Compare",
            "ListComp",
            "Lambda",
        }:
            continue
        parsed = ast.parse(f"({site.code}\n)", mode="eval").body
        assert type(parsed).__name__ == site.node


def check_children(table: SiteTable) -> None:
    """Children partition the sites: each but the module is the child of its parent, once."""
    listed = [child for children in table.children for child in children]
    assert sorted(listed) == list(range(1, len(table)))
    assert all(
        table.rows[c][2] == parent
        for parent, children in enumerate(table.children)
        for c in children
    )


def check_operands(table: SiteTable) -> None:
    """Operands are children that are read."""
    for index in range(len(table)):
        assert set(table.operands(index)) <= set(table.children[index])


LAWS = [check_parents_first, check_nesting, check_text, check_children, check_operands]


@pytest.mark.smoke
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@each_sample
def test_a_samples_table_keeps_the_law(name, law):
    law(table_of(sample(name)))


@pytest.mark.parametrize("seed", range(60))
def test_a_random_programs_table_keeps_every_law(seed):
    table = table_of(generate(seed))
    for law in LAWS:
        law(table)


@each_sample
def test_every_expression_and_statement_has_a_site(name):
    tree = ast.parse(sample(name))
    find = Finder(table_of(sample(name)))
    untouched = {id(n) for n in annotations(tree)}
    for node in ast.walk(tree):
        if isinstance(node, (ast.expr, ast.stmt)) and id(node) not in untouched:
            assert find(node) is not None, ast.dump(node)


def annotations(tree: ast.AST) -> list[ast.AST]:
    """Return the nodes that stand in annotations and type parameters."""
    roots: list[ast.AST] = []
    for node in ast.walk(tree):
        parts = (getattr(node, name, None) for name in ("annotation", "returns"))
        roots += (part for part in parts if isinstance(part, ast.AST))
        roots += getattr(node, "type_params", [])
    return [inner for root in roots for inner in ast.walk(root)]


@each_sample
def test_each_node_has_a_site_of_its_own(name):
    tree = ast.parse(sample(name))
    find = Finder(table_of(sample(name)))
    untouched = {id(n) for n in annotations(tree)}
    found = [
        find(n)
        for n in ast.walk(tree)
        if isinstance(n, (ast.expr, ast.stmt)) and id(n) not in untouched
    ]
    assert len(found) == len(set(found))


def test_a_node_nobody_wrote_has_no_site():
    find = Finder(table_of("x = 1\n"))
    assert (
        find(ast.Name("y", ast.Load(), lineno=5, col_offset=0, end_lineno=5, end_col_offset=1))
        is None
    )


def test_a_node_is_found_again():
    tree = ast.parse("x = 1\n")
    find = Finder(SiteTable("some.py", "x = 1\n", site_rows(tree)))
    assert find(tree.body[0]) == find(tree.body[0])


KINDS = {
    "constant": ("x = 1", "1"),
    "load": ("x = y", "y"),
    "store": ("x = y", "x"),
    "call": ("f(1)", "f(1)"),
    "operation": ("a + b", "a + b"),
    "return": ("def f():\n    return x", "return x"),
    "exception": ("raise x", "raise x"),
    "branch": ("a if b else c", "a if b else c"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_site_has_the_kind_of_its_graph_node(kind):
    source, code = KINDS[kind]
    table = table_of(source)
    nodes = [s for s in table if s.code == code and s.node != "Expr"]
    assert [s.kind for s in nodes][-1] == kind


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("o.a", "load"),
        ("o[k]", "load"),
        ("a < b", "operation"),
        ("not a", "operation"),
        ("a and b", "branch"),
        ("[a]", "operation"),
        ("lambda: 1", "operation"),
    ],
)
def test_an_expression_has_the_kind_of_its_graph_node(code, kind):
    table = table_of(f"x = {code}")
    assert table[site_of(table, code)].kind == kind


@pytest.mark.parametrize("code", ["o.a", "o[k]", "x", "x, y"])
def test_what_is_assigned_to_is_no_operand(code):
    table = table_of(f"{code} = value")
    statement = table.children[0][0]
    assert [table[i].code for i in table.operands(statement)] == ["value"]


def test_a_mark_is_a_parameter():
    table = SiteTable(
        "some.py", "x = f(1)", site_rows(ast.parse("x = f(1)")), parameters=frozenset({3})
    )
    assert table[3].kind == "parameter"


NESTED = """
def outer(a, b=default):
    if a:
        while b:
            c = [d for d in a if d]
    else:
        with a as e:
            f = lambda g: g + a
    return c
"""


@pytest.mark.parametrize(
    ("code", "scope"),
    [
        ("default", "Module"),
        ("while b:\n            c = [d for d in a if d]", "FunctionDef"),
        ("g + a", "Lambda"),
        ("g", "Lambda"),
    ],
)
def test_a_site_knows_whose_names_it_sees(code, scope):
    table = table_of(NESTED)
    assert table[table.scope(site_of(table, code))].node == scope


def test_the_element_of_a_comprehension_sees_its_names():
    table = table_of(NESTED)
    elements = [s for s in table if s.code == "d" and s.role == "elt"]
    assert [table[table.scope(s.id)].node for s in elements] == ["ListComp"]


@pytest.mark.parametrize(
    ("code", "control"),
    [
        ("return c", None),
        ("c = [d for d in a if d]", ("While", "body")),
        ("f = lambda g: g + a", ("With", "body")),
    ],
)
def test_a_site_knows_the_decision_it_stands_in(code, control):
    table = table_of(NESTED)
    found = table.control(site_of(table, code))
    assert (found and (table[found[0]].node, found[1])) == control


def test_uses_and_definitions_leave_nested_scopes_out():
    table = table_of(NESTED)
    test = site_of(table, "a", "Name")
    branch = table.rows[test][2]
    assert table.defines(branch) == {"c", "e", "f"}
    assert table.uses(branch) == {"a", "b"}


def test_the_span_of_a_site_is_its_nodes():
    table = table_of("x = (\n    y)\n")
    assert table[site_of(table, "y")].span == Span(2, 4, 2, 5)
    site = table[site_of(table, "y")]
    assert (site.line, site.col, site.end_line, site.end_col) == (2, 4, 2, 5)


def test_a_table_without_opaque_functions_has_no_reasons():
    table = table_of(NESTED)
    assert all(table.opaque_reason(i) is None for i in range(len(table)))
