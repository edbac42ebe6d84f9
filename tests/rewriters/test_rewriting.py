"""One module rewritten: what its key depends on, what is kept and remade."""

import ast
import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from tests.corpus import each_sample, sample

from rewriters import cache, rewriting
from rewriters.rewriting import Variant, rewrite, rewrite_tree

SOURCE = b"def f(x):\n    return x + 1\n"


def entries(folder: Path) -> set[Path]:
    """Return the files of a cache folder."""
    return {path for path in folder.rglob("*") if path.is_file()}


@pytest.mark.smoke
@each_sample
def test_what_comes_from_the_cache_is_what_was_made(own_cache, name):
    source = sample(name).encode()
    made = rewrite(source, "some.py")
    loaded = rewrite(source, "some.py")
    assert loaded.code == made.code
    assert loaded.tables() == made.tables()


def test_the_second_time_nothing_is_made(own_cache, monkeypatch):
    rewrite(SOURCE, "some.py")
    monkeypatch.delattr(rewriting, "_make")
    assert rewrite(SOURCE, "some.py").code is not None


def test_nothing_is_read_of_the_tables_before_they_are_asked_for(own_cache, monkeypatch):
    rewrite(SOURCE, "some.py")
    parts = []
    load = cache.load
    monkeypatch.setattr(cache, "load", lambda key, part: parts.append(part) or load(key, part))
    rewritten = rewrite(SOURCE, "some.py")
    assert parts == ["code"]
    rewritten.tables()
    assert parts == ["code", "sites"]


@pytest.mark.parametrize("lost", ["code", "sites"])
def test_a_lost_part_is_remade(own_cache, lost):
    made = rewrite(SOURCE, "some.py")
    for path in entries(own_cache):
        if path.suffix == f".{lost}":
            path.unlink()
    again = rewrite(SOURCE, "some.py")
    assert (again.code, again.tables()) == (made.code, made.tables())


@pytest.mark.parametrize("damaged", ["code", "sites"])
def test_a_damaged_part_is_remade(own_cache, damaged):
    made = rewrite(SOURCE, "some.py")
    for path in entries(own_cache):
        if path.suffix == f".{damaged}":
            path.write_bytes(path.read_bytes()[:-3])
    again = rewrite(SOURCE, "some.py")
    assert (again.code, again.tables()) == (made.code, made.tables())


def test_tables_made_without_a_cache_are_those_made_with_one(own_cache, monkeypatch):
    with_cache = rewrite(SOURCE, "some.py").tables()
    monkeypatch.setenv("TRACER_CACHE", "off")
    assert rewrite(SOURCE, "some.py").tables() == with_cache


def test_tables_survive_a_cache_that_is_emptied_meanwhile(own_cache):
    rewritten = rewrite(SOURCE, "some.py")
    rewritten = rewrite(SOURCE, "some.py")
    for path in entries(own_cache):
        path.unlink()
    assert len(rewritten.tables()[0]) > 4


def test_tables_survive_a_cache_that_cannot_be_written(own_cache, monkeypatch):
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("full")))
    assert len(rewrite(SOURCE, "some.py").tables()[0]) > 4


@pytest.mark.parametrize("change", ["source", "path", "variant"])
def test_a_key_depends_on_everything_the_code_depends_on(own_cache, change):
    nothing = Variant("other tool 1.0", lambda *_: None)
    other = {
        "source": lambda: rewrite(SOURCE + b"\n", "some.py"),
        "path": lambda: rewrite(SOURCE, "other.py"),
        "variant": lambda: rewrite(SOURCE, "some.py", nothing),
    }[change]()
    same = rewrite(SOURCE, "some.py")
    assert (other.key, other.base) != (same.key, same.base)


@pytest.mark.parametrize("changed", ["ours", "optimize", "version"])
def test_a_key_depends_on_our_version_and_on_python(own_cache, monkeypatch, changed):
    before = rewrite(SOURCE, "some.py").key
    if changed == "ours":
        monkeypatch.setattr(rewriting, "_own_version", lambda: "another")
    elif changed == "optimize":
        monkeypatch.setattr(rewriting.sys, "flags", type("Flags", (), {"optimize": 2})())
    else:
        monkeypatch.setattr(rewriting.sys, "version", "3.99")
    assert rewrite(SOURCE, "some.py").key != before


def test_parts_of_a_key_cannot_run_into_one_another(own_cache):
    assert rewrite(b"x = 1\n", "ab").key != rewrite(b"bx = 1\n", "a").key


def test_ids_of_two_modules_do_not_meet(own_cache):
    one, two = rewrite(SOURCE, "some.py"), rewrite(SOURCE, "other.py")
    assert abs(one.base - two.base) >= 1 << 20


def test_a_variant_changes_what_runs_and_not_what_is_told(own_cache):
    def double(tree, _source, _path):
        tree.body[0].body[0].value = ast.copy_location(
            ast.BinOp(
                tree.body[0].body[0].value,
                ast.Mult(),
                ast.copy_location(ast.Constant(2), tree.body[0]),
            ),
            tree.body[0],
        )

    rewritten = rewrite(SOURCE, "some.py", Variant("doubling", double))
    assert [site.code for site in rewritten.tables()[0] if site.node == "BinOp"] == ["x + 1"]


def test_a_tree_that_another_tool_compiles_has_tables_too(own_cache):
    tree = ast.parse(SOURCE)
    new, rewritten = rewrite_tree(tree, SOURCE, "some.py", "pytest")
    assert isinstance(new, ast.Module)
    assert rewritten.code is None
    assert len(rewritten.tables()[1]) > 2


def test_the_given_tree_is_not_changed(own_cache):
    tree = ast.parse(SOURCE)
    before = ast.dump(tree, include_attributes=True)
    rewrite_tree(tree, SOURCE, "some.py", "pytest")
    assert ast.dump(tree, include_attributes=True) == before


def test_warnings_come_as_the_module_is_made_and_not_from_the_cache(own_cache):
    source = b"def f():\n    return 1 is 1\n"
    counts = []
    for _ in range(2):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            rewrite(source, "dubious.py")
        counts.append(len(caught))
    assert counts == [1, 0]


def test_line_ends_are_those_of_the_tree():
    assert rewriting.decode(b"a = 1\r\nb = 2\rc = 3\n") == "a = 1\nb = 2\nc = 3\n"


READER = """
import sys
from rewriters.rewriting import rewrite
source = open(sys.argv[1], "rb").read()
for _ in range(5):
    table, templates = rewrite(source, "some.py").tables()
    print(len(table), len(templates))
"""


def test_processes_that_make_the_same_at_once_agree(own_cache, tmp_path):
    path = tmp_path / "some.py"
    path.write_text(sample("failures"), encoding="utf-8")
    makers = [
        subprocess.Popen([sys.executable, "-c", READER, str(path)], stdout=subprocess.PIPE)
        for _ in range(4)
    ]
    printed = {maker.communicate(timeout=120)[0] for maker in makers}
    assert [maker.returncode for maker in makers] == [0] * 4
    assert len(printed) == 1
