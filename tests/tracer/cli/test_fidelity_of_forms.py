"""However a program is started, with `-m`, as a folder, from an archive, with flags, it is started so under `run`."""

import os

import pytest
from tests.tracer.cli.same import assert_same, ours, start, write

FLAGS = {
    "-O": "assert 0\nprint(__debug__)",
    "-P": "import sys; print(sys.flags.safe_path, sys.path)",
    "-X utf8=0": "import sys; print(sys.flags.utf8_mode)",
    "-B": "import helper, os; print(os.path.exists('__pycache__'))",
    "-W error": "import warnings\nwarnings.warn('w')",
    "-W ignore": "x = 1 is 1",
    "-X dev": "import sys; print(sys.flags.dev_mode)",
    "-s -E": "import sys; print(sys.flags.no_user_site, sys.flags.ignore_environment)",
    "-u": "import sys; print(sys.stdout.write_through)",
}


@pytest.mark.parametrize("flags", FLAGS)
def test_a_flag_of_the_interpreter(tmp_path, flags):
    if "-E" in flags and os.environ.get("PYTHONPATH"):
        pytest.skip("the packages under test are found by PYTHONPATH")
    files = {"main.py": FLAGS[flags], "helper.py": ""}
    assert_same(tmp_path, ["main.py"], files, flags=flags.split())


PACKAGE = {
    "pkg/__init__.py": "print('init', __name__)",
    "pkg/__main__.py": "import sys\nfrom . import mod\nprint(__name__, __package__, __spec__.name, sys.argv, sys.path[0])",
    "pkg/mod.py": "import sys\nprint(__name__, __file__, __spec__.loader.__class__, type(__loader__))",
    "pkg/bad.py": "def f():\n    return 1 / 0\nf()\n",
    "folder/__main__.py": "import sys, beside\nprint(__name__, __spec__, __package__, sys.argv, sys.path[0], beside.x)\n1/0",
    "folder/beside.py": "x = 3",
    "sub/main.py": "import sys, beside\nprint(sys.path[0], __file__, sys.argv, beside.x)",
    "sub/beside.py": "x = 4",
    "script": "print(__file__)\n1/0",
    "interrupted.py": "raise KeyboardInterrupt",
    "app.zip": "import sys\nprint(__name__, __file__, sys.argv)\ndef f(): return 1 / 0\nf()",
    "failing.py": "import pkg.bad",
    "reloading.py": "import importlib, pkg.mod\nimportlib.reload(pkg.mod)",
    "resources.py": "import importlib.resources as r\nprint(r.files('pkg').joinpath('mod.py').read_text()[:6])",
    "loading.py": "import pkgutil, pkg\nprint([m.name for m in pkgutil.walk_packages(pkg.__path__, 'pkg.') if m.name != 'pkg.__main__'])",
}  # fmt: skip
FORMS = [
    ["-m", "pkg", "-m", "x"],
    ["-mpkg.mod", "x"],
    ["-m", "pkg.bad"],
    ["-m", "interrupted"],
    ["folder", "a"],
    ["./folder/", "a"],
    ["app.zip", "a"],
    ["sub/main.py", "a"],
    ["./sub/../sub/main.py"],
    ["script", "a"],
    ["-c", "import sys; print(sys.argv, sys.path[0], list(globals()), __name__)", "a", "-c"],
    ["-cprint(1)"],
    ["-c", "def f():\n  1/0\nf()"],
    ["-c", "import pkg.mod as m; print(m.__name__)"],
    ["-m", "timeit", "-n1", "-r1", "-s", "import pkg", "pass", "--help"],
    ["failing.py"],
    ["reloading.py"],
    ["resources.py"],
    ["loading.py"],
]


@pytest.mark.parametrize("words", FORMS, ids=" ".join)
def test_a_form(tmp_path, words):
    assert_same(tmp_path, words, PACKAGE)


REFUSED = [
    ["-m", "nothing.here"],
    ["-m", "pkg.nothing"],
    ["nothing.py"],
    ["empty"],
    ["-c", "x = ="],
    ["-c", "print(1)\n  print(2)"],
    ["badly.py"],
    ["-m", "badly"],
    ["imports_badly.py"],
]


@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_what_python_refuses(tmp_path, words):
    bad = {"badly.py": "def f(:\n", "imports_badly.py": "import badly", "empty/x.txt": ""}
    write(tmp_path, {**PACKAGE, **bad})
    assert ours(tmp_path, words) == start(tmp_path, words)
