"""An observation holds all that a program shows, and nothing that changes from run to run."""

import sys
from dataclasses import replace
from textwrap import dedent
from types import CodeType

import pytest

from .observe import MODULE, observe, plain


def test_a_quiet_program_shows_its_result_and_names() -> None:
    seen = observe("LOG = [1]\ndef main():\n    print('out')\n    return LOG\n")
    assert (seen.output, seen.log, seen.result, seen.exception, seen.traceback, seen.warnings) == (
        "out\n",
        ("1",),
        "[1]",
        "",
        "",
        (),
    )
    assert seen.namespace == ("main = <function main at 0x…>",)


def test_a_traceback_starts_in_the_program_and_has_carets() -> None:
    seen = observe(
        "def main():\n    try:\n        1 // 0\n    except ArithmeticError as error:\n        raise KeyError('é') from error\n"
    )
    assert seen.exception == "KeyError: 'é'"
    assert seen.traceback == dedent("""\
        Traceback (most recent call last):
          File "program.py", line 3, in main
            1 // 0
            ~~^^~~
        ZeroDivisionError: integer division or modulo by zero

        The above exception was the direct cause of the following exception:

        Traceback (most recent call last):
          File "program.py", line 5, in main
            raise KeyError('é') from error
        KeyError: 'é'
        """)


def test_warnings_of_compiling_and_of_running_are_seen() -> None:
    seen = observe("import warnings\nx = 1 is 1\ndef main():\n    warnings.warn('now')\n")
    assert [text.split(":")[1:3] for text in seen.warnings] == [
        ["2", " SyntaxWarning"],
        ["4", " UserWarning"],
    ]


def test_a_program_that_fails_before_main_is_observed() -> None:
    seen = observe("LOG = ['before']\n{}['key']\n")
    assert (seen.log, seen.exception) == (("'before'",), "KeyError: 'key'")
    assert 'File "program.py", line 2, in <module>' in seen.traceback


def test_what_the_compiler_raises_is_not_the_programs() -> None:
    with pytest.raises(SyntaxError):
        observe("def")


def test_a_run_leaves_no_module_behind() -> None:
    observe("import sys\ndef main():\n    return sys.modules[__name__].main\n")
    assert MODULE not in sys.modules


def test_another_compiler_that_changes_a_column_is_told_apart() -> None:
    source = "def main():\n    return  1 // 0\n"

    def shifted(text: str, filename: str) -> CodeType:
        return plain(text.replace("  1", " 1 "), filename)

    before, after = observe(source), observe(source, shifted)
    assert before != after
    assert replace(after, traceback=before.traceback) == before
