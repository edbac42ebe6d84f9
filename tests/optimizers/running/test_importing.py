"""What `module:name` means, and how it is told that it means nothing."""

import re

import pytest

from optimizers.running.importing import called, named
from tracer.errors import TracerError

BROKEN = {
    "broken_syntax": ("def f(:\n", r"SyntaxError: .* \(broken_syntax.py, line 1\)"),
    "broken_import": (
        "\nimport nothing_of_that_name\n",
        r"ModuleNotFoundError: No module named 'nothing_of_that_name' \(broken_import.py:2\)",
    ),
    "broken_call": (
        "def f():\n    raise KeyError('x')\nf()\n",
        r"KeyError: 'x' \(broken_call.py:2\)",
    ),
    "broken_exit": ("import sys\nsys.exit('bye')\n", r"SystemExit: bye \(broken_exit.py:2\)"),
}


@pytest.mark.parametrize("module", BROKEN)
def test_a_module_that_cannot_be_imported_is_told_with_its_line(tmp_path, monkeypatch, module):
    text, words = BROKEN[module]
    (tmp_path / f"{module}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TracerError, match=f"^{module} cannot be imported: {words}$"):
        called(f"{module}:f")


def test_a_module_that_there_is_not():
    message = (
        "no_such_module cannot be imported: ModuleNotFoundError: No module named 'no_such_module'"
    )
    with pytest.raises(TracerError, match=f"^{re.escape(message)}$"):
        called("no_such_module:f")


@pytest.mark.parametrize("name", ["json", "json:", ":dumps", "json:nothing", "json:__name__", ""])
def test_what_is_no_function(name):
    with pytest.raises(TracerError, match="is no function: write module:function"):
        called(name)


def test_names_inside_of_classes():
    assert called("json:JSONDecoder.decode").__name__ == "decode"
    assert named("json:__name__") == "json"
