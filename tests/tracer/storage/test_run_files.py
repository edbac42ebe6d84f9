"""Saving and loading: a loaded run tells what the live one told."""

import json
import os
import stat
import threading
import zipfile

import pytest
from tests.corpus import each_sample, sample
from tests.programs.observe import observe
from tests.ways import rewritten

import tracer
from tracer import load, record, trace


def told(run):
    return [
        (e.index, e.site.code, e.site.span, e.frame, e.action, repr(e.value)) for e in run.events()
    ]


def comparable(rows):
    """Values of types that no file holds are shown by their type's name."""
    return [row for row in rows if " at 0x" not in row[-1] and "<" not in row[-1]]


@trace
def shop(n):
    prices = {"tea": 3.5, "jam": 2.25}
    basket = [name for name in prices for _ in range(n)]
    total = sum(prices[name] for name in basket)
    try:
        total += prices["salt"]
    except KeyError as error:
        total -= len(error.args)
    return basket, total


@pytest.fixture
def saved(tmp_path):
    def save(run, **options):
        path = tmp_path / "a.run"
        run.save(path, **options)
        return load(path)

    return save


def test_a_loaded_run_tells_the_same_events(saved):
    with record() as run:
        shop(2)
    again = saved(run)
    assert comparable(told(again)) == comparable(told(run))
    assert len(again) == len(run)
    assert again.output == run.output


@each_sample
def test_loaded_samples_tell_the_same_events(name, saved):
    with record() as run:
        observe(sample(name), rewritten)
    again = saved(run)
    assert [row[:-1] for row in told(again)] == [row[:-1] for row in told(run)]
    mine, theirs = told(again), told(run)
    differ = [
        (a, b) for a, b in zip(mine, theirs, strict=True) if a != b and "<" not in b[-1] + a[-1]
    ]
    assert not differ


def test_the_error_is_the_one_that_left(saved):
    @trace
    def fails():
        return {}["absent"]

    with record() as run, pytest.raises(KeyError):
        fails()
    again = saved(run)
    assert type(again.error) is KeyError
    assert again.error.args == ("absent",)
    assert told(again) == told(run)


def test_threads_stay_apart(saved):
    @trace
    def work(n):
        return n * 2

    with record() as run:
        threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert comparable(told(saved(run))) == comparable(told(run))


def test_a_window_is_saved_alone(saved):
    with record():
        shop(1)
        with record() as inner:
            shop(2)
        shop(3)
    again = saved(inner)
    assert len(again) == len(inner)
    assert again.output == shop(2)


def test_a_run_stopped_early_stays_so(saved):
    with record(max_events=10) as run:
        shop(5)
    again = saved(run)
    assert again.stopped == run.stopped
    assert len(again) == 10
    assert len(list(again.events())) == 10


def test_containers_show_what_they_held_at_the_close(saved):
    with record() as run:
        basket, _ = shop(1)
    basket.clear()
    assert saved(run).output[0] == ["tea", "jam"]


def test_secrets_reach_no_file(saved, tmp_path, monkeypatch):
    monkeypatch.setenv("SHOP_API_KEY", "sk-live-0123456789")

    @trace
    def login():
        db_password = "correct-horse"
        return [os.environ["SHOP_API_KEY"], f"Bearer {os.environ['SHOP_API_KEY']}", db_password]

    with record() as run:
        login()
    saved(run)
    with zipfile.ZipFile(tmp_path / "a.run") as archive:
        text = b"".join(archive.read(name) for name in archive.namelist())
    for secret in ("sk-live", "0123456789"), ("correct", "horse"):
        assert "-".join(secret).encode() not in text


def test_without_values_no_value_is_in_the_file(saved, tmp_path):
    @trace
    def secret(n):
        return [n * 123_457]

    with record() as run:
        secret(3)
    again = saved(run, values=False)
    with zipfile.ZipFile(tmp_path / "a.run") as archive:
        assert b"370371" not in archive.read("objects.json")
    assert [row[:-1] for row in told(again)] == [row[:-1] for row in told(run)]


def test_a_run_file_is_its_owners(saved, tmp_path):
    with record() as run:
        shop(1)
    saved(run)
    assert stat.S_IMODE((tmp_path / "a.run").stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["a.run"]


def test_an_open_recording_is_not_saved(tmp_path):
    with record() as run, pytest.raises(tracer.TracerError, match="still open"):
        run.save(tmp_path / "a.run")


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    with record() as run:
        shop(1)
    with pytest.raises(tracer.TracerError, match=r"nowhere.*choose another place"):
        run.save(tmp_path / "nowhere" / "a.run")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"text", b"\0" * 100])
def test_what_is_no_run_file_is_refused(content, tmp_path):
    path = tmp_path / "a.run"
    path.write_bytes(content)
    with pytest.raises(tracer.TracerError, match=r"a\.run.*record again"):
        load(path)


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(tracer.TracerError, match="cannot be read"):
        load(tmp_path / "absent.run")


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.8, 0.99])
def test_a_file_that_was_cut_is_refused(cut, tmp_path):
    path = tmp_path / "a.run"
    with record() as run:
        shop(1)
    run.save(path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * cut)])
    with pytest.raises(tracer.TracerError):
        load(path)


def _changed(path, part, change):
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    value = json.loads(parts[part])
    change(value)
    parts[part] = json.dumps(value).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_another_version_is_said(tmp_path):
    path = tmp_path / "a.run"
    with record() as run:
        shop(1)
    run.save(path)
    _changed(path, "header.json", lambda header: header.update(format=99))
    with pytest.raises(tracer.TracerError, match="format 99"):
        load(path)


def test_rows_that_name_no_object_are_refused(tmp_path):
    path = tmp_path / "a.run"
    with record() as run:
        shop(1)
    run.save(path)
    _changed(path, "objects.json", lambda rows: rows.__setitem__(0, ["n", "no such builtin"]))
    with pytest.raises(tracer.TracerError, match="damaged"):
        load(path)
