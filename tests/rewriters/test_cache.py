"""The cache: complete or absent, never in the way."""

import errno
import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Self

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriters import cache

KEY = "ab" + "0" * 62
VALUE = ("text", 1, 2.5, b"bytes", None, (True, ...), frozenset({1}))


def entry(folder: Path) -> Path:
    """Return the one file in a cache folder."""
    (found,) = (path for path in folder.rglob("*") if path.is_file())
    return found


@pytest.mark.smoke
def test_what_is_stored_is_loaded(own_cache):
    cache.store(KEY, "sites", VALUE)
    assert cache.load(KEY, "sites") == VALUE


def test_code_is_stored_too(own_cache):
    cache.store(KEY, "code", compile("x = 1", "x.py", "exec"))
    assert cache.load(KEY, "code") == compile("x = 1", "x.py", "exec")


def test_parts_are_apart(own_cache):
    cache.store(KEY, "code", 1)
    assert cache.load(KEY, "sites") is None


def test_nothing_is_loaded_where_nothing_was_stored(own_cache):
    assert cache.load(KEY, "code") is None


def test_a_second_store_replaces_the_first(own_cache):
    cache.store(KEY, "code", 1)
    cache.store(KEY, "code", 2)
    assert cache.load(KEY, "code") == 2
    assert entry(own_cache)


@pytest.mark.parametrize("chosen", ["off", "OFF", "Off"])
def test_the_cache_can_be_turned_off(tmp_path, monkeypatch, chosen):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACER_CACHE", chosen)
    cache.store(KEY, "code", 1)
    assert (cache.folder(), cache.load(KEY, "code")) == (None, None)
    assert not list(tmp_path.iterdir())


def test_the_cache_is_in_the_users_cache_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("TRACER_CACHE")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.folder() == str(tmp_path / "spangrad")


@pytest.mark.parametrize(
    ("platform", "variable"), [("linux", "HOME"), ("darwin", "HOME"), ("win32", "LOCALAPPDATA")]
)
def test_the_cache_is_where_the_platform_keeps_caches(tmp_path, monkeypatch, platform, variable):
    for name in ("TRACER_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv(variable, str(tmp_path))
    folder = cache.folder()
    assert folder is not None
    assert Path(folder).is_relative_to(tmp_path)


def test_without_a_home_there_is_no_cache(monkeypatch):
    for name in ("TRACER_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    assert cache.folder() is None


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no modes there")
def test_the_cache_is_the_users_own(own_cache):
    cache.store(KEY, "code", 1)
    assert stat.S_IMODE(entry(own_cache).parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(entry(own_cache).stat().st_mode) & 0o077 == 0


def test_python_and_pytest_look_nowhere_near(own_cache):
    cache.store(KEY, "code", 1)
    path = entry(own_cache)
    assert "__pycache__" not in path.parts
    assert path.suffix not in {".pyc", ".py"}


@given(st.data())
def test_a_damaged_entry_is_ignored(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("damaged")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACER_CACHE", str(folder))
        cache.store(KEY, "sites", VALUE)
        whole = entry(folder).read_bytes()
        place = data.draw(st.integers(0, len(whole) - 1))
        damaged = bytearray(whole)
        damaged[place] ^= data.draw(st.integers(1, 255))
        entry(folder).write_bytes(damaged)
        assert cache.load(KEY, "sites") is None


def test_a_truncated_entry_is_ignored(own_cache):
    cache.store(KEY, "sites", VALUE)
    whole = entry(own_cache).read_bytes()
    for length in range(len(whole)):
        entry(own_cache).write_bytes(whole[:length])
        assert cache.load(KEY, "sites") is None


def test_an_entry_of_another_program_is_ignored(own_cache):
    cache.store(KEY, "sites", VALUE)
    entry(own_cache).write_bytes(b"\0" * 100)
    assert cache.load(KEY, "sites") is None


def test_a_folder_in_place_of_an_entry_is_ignored(own_cache):
    cache.store(KEY, "sites", VALUE)
    path = entry(own_cache)
    path.unlink()
    path.mkdir()
    assert cache.load(KEY, "sites") is None
    cache.store(KEY, "sites", VALUE)


def test_a_damaged_entry_is_replaced(own_cache):
    cache.store(KEY, "sites", VALUE)
    entry(own_cache).write_bytes(b"damaged")
    cache.store(KEY, "sites", VALUE)
    assert cache.load(KEY, "sites") == VALUE


def test_a_file_in_place_of_the_folder_is_no_error(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    monkeypatch.setenv("TRACER_CACHE", str(tmp_path / "file"))
    cache.store(KEY, "code", 1)
    assert cache.load(KEY, "code") is None


@pytest.mark.parametrize("step", ["mkdir", "mkstemp", "write", "replace"])
@pytest.mark.parametrize(
    "error", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT], ids=errno.errorcode.get
)
def test_a_folder_that_cannot_be_written_is_no_error(own_cache, monkeypatch, step, error):
    def refuse(*_args, **_options):
        raise OSError(error, os.strerror(error))

    if step == "mkdir":
        monkeypatch.setattr(os, "makedirs", refuse)
    elif step == "mkstemp":
        monkeypatch.setattr(tempfile, "mkstemp", refuse)
    elif step == "write":
        monkeypatch.setattr(os, "fdopen", lambda *args, **_options: Full(args[0], error))
    else:
        monkeypatch.setattr(os, "replace", refuse)
    cache.store(KEY, "code", 1)
    monkeypatch.undo()
    assert (
        not [path for path in own_cache.rglob("*") if path.is_file()]
        if own_cache.exists()
        else True
    )


class Full:
    """A file on a disk that is full."""

    def __init__(self, handle: int, error: int) -> None:
        self.handle, self.error = handle, error

    def __enter__(self) -> Self:
        return self

    def write(self, _data: bytes) -> None:
        """Fail."""
        raise OSError(self.error, os.strerror(self.error))

    def __exit__(self, *_: object) -> None:
        os.close(self.handle)


def test_the_file_is_complete_before_it_has_its_name(own_cache, monkeypatch):
    seen = []
    replace = os.replace

    def look(source, target):
        seen.append((Path(source).stat().st_size, Path(target).exists()))
        replace(source, target)

    monkeypatch.setattr(os, "replace", look)
    cache.store(KEY, "code", 1)
    assert seen == [(entry(own_cache).stat().st_size, False)]


WRITER = """
import sys
import tempfile
from rewriters import cache
value = tuple(range(1000))
for n in range(200):
    key = f"{n % 20:064x}"
    cache.store(key, "sites", value)
    assert cache.load(key, "sites") == value
"""


def test_several_processes_write_at_once(own_cache):
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER], stderr=subprocess.PIPE) for _ in range(4)
    ]
    assert [(writer.communicate(timeout=120)[1], writer.returncode) for writer in writers] == [
        (b"", 0)
    ] * 4
    assert len([path for path in own_cache.rglob("*") if path.is_file()]) == 20
