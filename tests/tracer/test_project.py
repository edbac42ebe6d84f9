"""How files are named that lie outside of the current folder: the same on every machine."""

import importlib
import os
import sys

import pytest

from optimizers import OptoPrime
from tracer import parameters, record
from tracer.project import home_path
from tracer.views.page import shown_path

PROGRAM = """
from tracer import trace, trainable

@trace
def area(n):
    width = trainable(2.0, name="width")
    return width * n
"""


@pytest.fixture
def written(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [p for p in sys.path if not str(tmp_path).startswith(p)])

    def write(path, text=""):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    return write


@pytest.mark.parametrize("sign", ["pyproject.toml", "setup.cfg", "setup.py", ".git"])
def test_a_file_is_named_from_its_project_on(written, sign):
    written(f"project/{sign}")
    assert home_path(str(written("project/src/shop/prices.py"))) == os.path.join(
        "src", "shop", "prices.py"
    )


def test_the_nearest_project_counts(written):
    written("outer/pyproject.toml")
    written("outer/inner/setup.cfg")
    assert home_path(str(written("outer/inner/a.py"))) == "a.py"


def test_what_is_installed_is_named_as_it_is_imported(written):
    written("project/pyproject.toml")
    file = written("project/.venv/lib/site-packages/shop/prices.py")
    assert home_path(str(file)) == os.path.join("shop", "prices.py")


def test_without_a_project_the_folder_of_imports_counts(written, tmp_path, monkeypatch):
    file = written("code/shop/prices.py")
    monkeypatch.syspath_prepend(tmp_path / "code")
    assert home_path(str(file)) == os.path.join("shop", "prices.py")


def test_without_either_the_package_counts(written):
    written("code/shop/__init__.py")
    assert home_path(str(written("code/shop/prices.py"))) == os.path.join("shop", "prices.py")


def test_else_the_name_is_all(written):
    assert home_path(str(written("code/prices.py"))) == "prices.py"


def test_below_the_current_folder_a_file_is_named_from_there(written, tmp_path, monkeypatch):
    written("project/pyproject.toml")
    file = str(written("project/src/..shop/prices.py"))
    monkeypatch.chdir(tmp_path / "project" / "src")
    assert shown_path(file) == os.path.join("..shop", "prices.py")
    monkeypatch.chdir(tmp_path)
    assert shown_path(file) == os.path.join("project", "src", "..shop", "prices.py")


def test_a_prompt_is_the_same_wherever_it_is_made(written, tmp_path, monkeypatch):
    written("project/pyproject.toml")
    written("project/area_of_project.py", PROGRAM)
    monkeypatch.syspath_prepend(tmp_path / "project")
    program = importlib.import_module("area_of_project")
    with record() as run:
        program.area(1)
    asked = []
    optimizer = OptoPrime(parameters(program), llm=lambda m: asked.append(str(m)) or "")
    optimizer.backward(run, "more")
    for folder in ("project", "here", "elsewhere"):
        (tmp_path / folder).mkdir(exist_ok=True)
        monkeypatch.chdir(tmp_path / folder)
        optimizer.propose()
    assert asked[0] == asked[2] == asked[4]
    assert str(tmp_path) not in asked[4]
    assert "(area_of_project.py:6" in asked[4]
