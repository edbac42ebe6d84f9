"""Beside plugins of others, sessions end as they do without us."""

import pytest
from tests.tracer.pytest_plugin.sessions import assert_same, pytest_session, told, whys, write


def test_anyio(tmp_path):
    pytest.importorskip("anyio")
    text = """
    import anyio
    import pytest

    async def later(x):
        await anyio.sleep(0)
        y = x * 2
        return y

    @pytest.fixture
    def anyio_backend():
        return "asyncio"

    @pytest.fixture
    async def four():
        n = 2
        yield await later(n)

    @pytest.mark.anyio
    async def test_later(four):
        assert await later(four) == 9
    """
    write(tmp_path, {"test_them.py": text})
    (why,) = assert_same(tmp_path, "-p", "anyio", failures=1)
    assert "y = x * 2" in why


def test_pytest_asyncio(tmp_path):
    pytest.importorskip("pytest_asyncio")
    text = """
    import asyncio
    import pytest
    import pytest_asyncio

    async def later(x):
        await asyncio.sleep(0)
        y = x * 2
        return y

    @pytest_asyncio.fixture(loop_scope="module", scope="module")
    async def four():
        n = 2
        yield await later(n)

    @pytest.mark.asyncio(loop_scope="module")
    async def test_later(four):
        one, two = await later(four), await asyncio.create_task(later(1))
        assert one + two == 9
    """
    write(tmp_path, {"test_them.py": text})
    (why,) = assert_same(
        tmp_path, "-p", "asyncio", "-o", "asyncio_default_fixture_loop_scope=function", failures=1
    )
    assert "y = x * 2" in why


def test_a_plugin_around_fixtures_does_not_show_our_frames(tmp_path):
    conftest = """
    import pytest

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_fixture_setup():
        return (yield)

    @pytest.fixture
    def broken():
        return [1][3]
    """
    write(tmp_path, {"conftest.py": conftest, "test_them.py": "def test_it(broken): pass"})
    assert_same(tmp_path, failures=1)


@pytest.mark.parametrize("dist", ["load", "loadfile"])
def test_xdist(shop, dist):
    pytest.importorskip("xdist")
    assert_same(shop, "-p", "xdist", "-n", "1", "--dist", dist, failures=2)


def test_two_workers_in_any_order(shop):
    pytest.importorskip("xdist")
    options = ["-p", "xdist", "-n", "2"]
    plain, ours = pytest_session(shop, *options), pytest_session(shop, "--why", *options)
    assert sorted(told(ours).splitlines()) == sorted(told(plain).splitlines())
    assert ours.returncode == plain.returncode
    assert len(whys(ours)) == 2


def test_a_worker_that_is_killed_in_the_middle_of_a_test(tmp_path):
    pytest.importorskip("xdist")
    text = """
    import os

    def test_fails():
        n = 1
        assert n == 2

    def test_kills():
        os._exit(3)
    """
    write(tmp_path, {"test_them.py": text})
    plain = pytest_session(tmp_path, "-p", "xdist", "-n", "1")
    ours = pytest_session(tmp_path, "--why", "-p", "xdist", "-n", "1")
    assert ours.returncode == plain.returncode
    assert "2 failed" in plain.stdout
    assert "2 failed" in ours.stdout
    assert [why.splitlines()[0].split(None, 1)[1] for why in whys(ours)] == ["n = 1"]


def test_coverage_is_the_same(shop):
    pytest.importorskip("pytest_cov")
    options = ["-p", "pytest_cov", "--cov=.", "--cov-branch", "--cov-report=term-missing"]
    assert_same(shop, *options, failures=2)


SNAPSHOTS = """
from inline_snapshot import snapshot

def numbers(n):
    return {"n": n, "all": list(range(n))}

def test_new():
    assert numbers(2) == snapshot()

def test_old():
    assert numbers(3) == snapshot({"n": 2})

def test_within():
    known = snapshot({"n": 1, "more": snapshot()})
    assert known["n"] == 1
    assert known["more"] == numbers(1)
"""


@pytest.mark.parametrize("mode", ["create", "fix", "create,fix,trim,update"])
def test_inline_snapshots_are_written_just_so(tmp_path, mode):
    pytest.importorskip("inline_snapshot")
    written = []
    for options in ([], ["--why"]):
        write(tmp_path, {"test_them.py": SNAPSHOTS})
        plugin = ["-p", "inline_snapshot.pytest_plugin", f"--inline-snapshot={mode}"]
        pytest_session(tmp_path, *plugin, *options)
        written.append((tmp_path / "test_them.py").read_text())
    assert written[0] == written[1] != SNAPSHOTS
