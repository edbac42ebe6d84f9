"""The program to run, in the forms that `python` itself takes, and the process as that program expects it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from importlib.machinery import BuiltinImporter, SourceFileLoader
from types import CodeType, ModuleType
from typing import Any

from tracer.cli.misuse import Misuse

STOPS = frozenset({"-m", "-c"})
"""Words with which the program begins, though they look like options."""


_END_OF_ZIP = 22 + 0xFFFF
"""Bytes at the end of a zip file in which its directory's place is told."""


class Form(Enum):
    """How a program is named."""

    SCRIPT = "script"
    MODULE = "-m"
    CODE = "-c"
    STDIN = "-"
    FOLDER = "folder or zip file"


@dataclass(frozen=True, slots=True)
class Program:
    """A program and its arguments, as written."""

    form: Form
    name: str
    arguments: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        """What would follow `python`."""
        flag = [self.form.value] if self.form in (Form.MODULE, Form.CODE) else []
        return [*flag, self.name, *self.arguments]

    @property
    def path(self) -> str:
        """The absolute path of a script, folder or zip file, as Python has it: links and `..` stay."""
        return os.path.join(os.getcwd(), self.name)

    @property
    def folder(self) -> str:
        """The folder, or zip file, that the program's own modules are in."""
        match self.form:
            case Form.SCRIPT:
                return os.path.dirname(os.path.realpath(self.path))
            case Form.FOLDER:
                return self.path
            case Form.MODULE | Form.CODE | Form.STDIN:
                return os.getcwd()


def program(words: Sequence[str]) -> Program:
    """Return the program that these words name. Raises Misuse if there is none."""
    if not words:
        raise Misuse("run needs a program: a script, -m MODULE, -c CODE, - or a folder")
    first, *rest = words
    for form in (Form.MODULE, Form.CODE):
        if first[:2] == form.value:
            if first == form.value:
                if not rest:
                    raise Misuse(
                        f"{first} needs {'the name of a module' if first == '-m' else 'code'}"
                    )
                first, *rest = rest
            else:
                first = first[2:]
            return Program(form, first, tuple(rest))
    if first == "-":
        return Program(Form.STDIN, first, tuple(rest))
    return Program(Form.FOLDER if _is_folder(first) else Form.SCRIPT, first, tuple(rest))


def _is_folder(path: str) -> bool:
    """Would Python look for a `__main__` inside?"""
    if os.path.isdir(path):
        return True
    try:
        with open(path, "rb") as file:
            file.seek(-min(_END_OF_ZIP, os.path.getsize(path)), os.SEEK_END)
            if b"PK\x05\x06" not in file.read():
                return False
    except OSError:
        return False
    from zipimport import ZipImportError, zipimporter

    try:
        zipimporter(path)
    except ZipImportError:
        return False
    return True


def source_of(script: Program) -> bytes:
    """Return the source of a script, of code or of what stands on standard input. Raises OSError."""
    match script.form:
        case Form.CODE:
            return f"{script.name}\n".encode("utf-8", "surrogateescape")
        case Form.STDIN:
            with open(0, "rb", closefd=False) as stdin:
                return stdin.read()
        case _:
            with open(script.path, "rb") as file:
                return file.read()


def file_name(script: Program) -> str:
    """Return what its code is called in tracebacks."""
    return {Form.CODE: "<string>", Form.STDIN: "<stdin>"}.get(script.form, script.path)


def enter(this: Program) -> ModuleType:
    """Make `sys` and `__main__` what they are when Python starts this program; return the new `__main__`."""
    main = ModuleType("__main__")
    space = vars(main)
    space["__annotations__"] = {}
    space["__builtins__"] = sys.modules["builtins"]
    space["__loader__"] = BuiltinImporter
    first = {Form.MODULE: "-m", Form.CODE: "-c"}.get(this.form, this.name)
    if this.form is Form.SCRIPT:
        space["__loader__"] = SourceFileLoader("__main__", this.path)
    if this.form in (Form.SCRIPT, Form.STDIN):
        space["__file__"], space["__cached__"] = file_name(this), None
    sys.argv = [first, *this.arguments]
    sys.orig_argv = [*_interpreter(), *this.words]
    if not sys.flags.safe_path or this.form is Form.FOLDER:
        _put_first(this)
    sys.modules["__main__"] = main
    return main


def _put_first(this: Program) -> None:
    """Set `sys.path[0]`. A folder or zip file stands there whatever the flags say."""
    place = "" if this.form in (Form.CODE, Form.STDIN) else this.folder
    if sys.flags.safe_path:
        sys.path.insert(0, place)
    else:
        sys.path[0] = place


def _interpreter() -> list[str]:
    """Return the words with which this interpreter was started, without what made it start us."""
    words = sys.orig_argv
    ours = next((i for i, word in enumerate(words) if i and _is_ours(words, i)), len(words))
    return words[:ours]


def _is_ours(words: Sequence[str], i: int) -> bool:
    if words[i] == "-m" and i + 1 < len(words):
        return words[i + 1] == "tracer"
    return words[i] == "-mtracer" or os.path.basename(words[i]).startswith("spangrad")


def hand_over(this: Program) -> None:
    """Let Python itself run a program that it will refuse, in its own words; does not return where that is possible."""
    if os.name == "posix" and sys.executable:
        words = [*_interpreter(), *this.words]
        os.execv(sys.executable, words)  # noqa: S606  # the interpreter we run in


def call_of(
    this: Program, code: Callable[[str], CodeType]
) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    """Return the function that runs the program and its arguments; `code` makes the code of a script."""
    main = enter(this)
    if this.form in (Form.MODULE, Form.FOLDER):
        import runpy

        is_module = this.form is Form.MODULE
        as_main: Callable[..., Any] = vars(runpy)["_run_module_as_main"]
        return as_main, (this.name if is_module else "__main__", is_module)
    return exec, (code(file_name(this)), vars(main))
