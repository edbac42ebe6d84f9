"""What is recorded: the program's folder, or what is named; never what is installed, unless it is named."""

import os
import sysconfig

import pytest

from tracer.cli.misuse import Misuse
from tracer.cli.sources import wanted


@pytest.fixture
def project(tmp_path):
    for name in (
        "main.py",
        "pkg/__init__.py",
        "pkg/deep/mod.py",
        ".venv/lib/site-packages/other.py",
        "other/x.py",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    return tmp_path


def chosen(project, tell):
    files = [p for p in project.rglob("*.py") if tell(str(p))]
    return sorted(str(p.relative_to(project)) for p in files)


def test_the_programs_folder_without_what_is_installed(project):
    found = chosen(project, wanted(str(project), []))
    assert found == ["main.py", "other/x.py", "pkg/__init__.py", "pkg/deep/mod.py"]


def test_not_the_standard_library_and_not_ourselves():
    tell = wanted(os.path.sep, [])
    assert not tell(os.__file__)
    assert not tell(os.path.join(sysconfig.get_path("purelib"), "x.py"))
    assert not tell(wanted.__code__.co_filename)
    assert tell(os.path.join(os.path.sep, "somewhere", "x.py"))


def test_a_named_folder_takes_the_place_of_the_programs(project):
    assert chosen(project, wanted(str(project), [str(project / "pkg")])) == [
        "pkg/__init__.py",
        "pkg/deep/mod.py",
    ]


def test_a_named_file(project):
    assert chosen(project, wanted(str(project), [str(project / "main.py")])) == ["main.py"]


def test_a_glob(project):
    assert chosen(project, wanted("x", [str(project / "*" / "x.py")])) == ["other/x.py"]


def test_a_package_by_name(project, monkeypatch):
    monkeypatch.syspath_prepend(str(project))
    assert chosen(project, wanted("x", ["pkg.deep"])) == ["pkg/deep/mod.py"]


def test_a_library_that_is_named_is_recorded():
    import json.decoder

    assert wanted("x", ["json"])(json.decoder.__file__)


def test_a_link_to_the_folder(project, tmp_path_factory):
    link = tmp_path_factory.mktemp("links") / "link"
    link.symlink_to(project)
    tell = wanted(str(link), [])
    assert tell(str(link / "main.py"))
    assert tell(str(project / "main.py"))


@pytest.mark.parametrize("source", ["nowhere", "no/where", "*.nothing", "json.nothing", "os.path"])
def test_what_is_not_there_is_refused(source):
    with pytest.raises(Misuse, match="no such folder, file or package"):
        wanted("x", [source])
