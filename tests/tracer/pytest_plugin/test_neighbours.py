"""Beside other plugins and ways to run pytest, sessions end as they do without us."""

import pytest
from tests.tracer.pytest_plugin.sessions import assert_same, pytest_session, told, whys, write


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["-p", "no:cacheprovider", "--import-mode=importlib"],
        ["--assert=plain"],
        ["--tb=native"],
        ["--tb=long"],
        ["--tb=short", "--showlocals", "-vv"],
        ["-W", "error"],
    ],
    ids=lambda options: " ".join(options) or "plain",
)
def test_ways_to_run(shop, options):
    assert_same(shop, *options, failures=2)


def test_the_first_failure_ends_the_session(shop):
    assert_same(shop, "-x", failures=1)


def test_last_failed(shop):
    pytest_session(shop)
    assert_same(shop, "--lf", failures=2)


def test_the_report_without_tracebacks_has_no_why(shop):
    assert_same(shop, "--tb=no", failures=0)


def test_the_report_of_single_lines(shop):
    plain = pytest_session(shop, "--tb=line").stdout.splitlines()
    ours = pytest_session(shop, "--why", "--tb=line").stdout
    shown = [line for line in plain if line.startswith(("E ", "FAILED", str(shop)))]
    assert len(shown) >= 4
    assert all(line in ours for line in shown)
    assert "extra = 1.6" in ours


def test_without_a_terminal(shop):
    options = ["-p", "no:terminal", "--junitxml=report.xml"]
    plain = pytest_session(shop, *options)
    ours = pytest_session(shop, "--why", *options)
    assert (ours.returncode, ours.stdout, ours.stderr) == (plain.returncode, "", "")
    assert "extra = 1.6" in (shop / "report.xml").read_text(encoding="utf-8")


def test_nothing_is_written_to_the_project(shop):
    options = ["-p", "no:cacheprovider"]
    pytest_session(shop, *options)
    before = sorted(shop.rglob("*"))
    pytest_session(shop, "--why", *options)
    pytest_session(shop, "--why", "--collect-only", *options)
    assert sorted(shop.rglob("*")) == before


def test_ids_with_anything_in_them(tmp_path):
    text = """
    import pytest

    @pytest.mark.parametrize("text", ["a/b", "a\\nb", "[c]", "::", "", "é", "' -- "])
    def test_text(text):
        size = len(text)
        assert size == 9
    """
    write(tmp_path, {"test_them.py": text})
    whys_ = assert_same(tmp_path, failures=7)
    assert all("size = len(text)" in why for why in whys_)


def test_pdb_stands_in_the_users_frames(shop):
    commands = "p discount\nw\nq\n"
    plain = pytest_session(shop, "--pdb", "-x", stdin=commands)
    ours = pytest_session(shop, "--why", "--pdb", "-x", stdin=commands)
    assert "(Pdb) 0.5" in told(ours)
    assert told(ours) == told(plain)


def test_fixtures_of_every_scope(tmp_path):
    scopes = ["function", "class", "module", "package", "session"]
    fixtures = "\n".join(
        f"@pytest.fixture(scope={s!r})\ndef {s}_one():\n    made = ['{s}']\n    yield made\n    made.clear()\n"
        for s in scopes
    )
    tests = "\n".join(
        f"def test_{s}({s}_one):\n    assert {s}_one == []\ndef test_{s}_again({s}_one):\n    assert {s}_one == []\n"
        for s in scopes
    )
    write(tmp_path, {"conftest.py": "import pytest\n" + fixtures, "test_scopes.py": tests})
    for why, scope in zip(
        assert_same(tmp_path, failures=10), [s for s in scopes for _ in range(2)], strict=True
    ):
        assert f"made = ['{scope}']" in why


def test_a_fixture_that_fails(tmp_path):
    text = """
    import pytest

    @pytest.fixture
    def broken():
        size = 0
        return 1 / size

    @pytest.fixture
    def ends_badly():
        key = "a"
        yield
        {}[key]

    def test_setup(broken):
        pass

    def test_teardown(ends_badly):
        pass
    """
    write(tmp_path, {"test_them.py": text})
    setup, teardown = assert_same(tmp_path, failures=2)
    assert "size = 0" in setup
    assert 'key = "a"' in teardown


def test_unittest(tmp_path):
    text = """
    import unittest

    class Numbers(unittest.TestCase):
        @classmethod
        def setUpClass(cls):
            cls.base = 3

        def setUp(self):
            self.value = self.base + 1

        def test_equal(self):
            self.assertEqual(self.value, 5)

        def test_assert(self):
            assert self.value == 6

        def test_subtests(self):
            for n in range(3):
                with self.subTest(n=n):
                    self.assertEqual(n, 1)

        @unittest.expectedFailure
        def test_expected(self):
            self.assertEqual(self.value, 0)
    """
    write(tmp_path, {"test_them.py": text})
    found = assert_same(tmp_path, failures=4)
    assert "self.value = self.base + 1" in found[0]


def test_doctests_are_left_alone(tmp_path):
    text = '''
    def double(x):
        """Double.

        >>> double(2)
        5
        """
        return x * 2
    '''
    write(tmp_path, {"mod.py": text})
    assert_same(tmp_path, "--doctest-modules", failures=0)


def test_a_failure_without_traceback(tmp_path):
    text = """
    import pytest

    def test_bare():
        pytest.fail("no", pytrace=False)

    @pytest.mark.xfail(strict=True)
    def test_passes():
        pass

    @pytest.mark.xfail
    def test_fails():
        assert 1 == 2

    def test_skips():
        pytest.skip("later")

    def test_does_not_raise():
        number = 3
        with pytest.raises(ValueError):
            int(number)
    """
    write(tmp_path, {"test_them.py": text})
    assert_same(tmp_path, failures=2)


def test_pytest_inside_pytest(tmp_path):
    inner = """
    import pytest

    pytest_plugins = ["pytester"]

    @pytest.mark.parametrize("options", [[], ["--why"]])
    @pytest.mark.parametrize("way", ["runpytest_inprocess", "runpytest_subprocess"])
    def test_inner(pytester, way, options):
        pytester.makepyfile("def f(x):\\n    y = x + 1\\n    return y\\ndef test_f():\\n    assert f(1) == 3")
        result = getattr(pytester, way)("-p", "tracer.pytest_plugin", *options)
        result.assert_outcomes(failed=1)
        assert ("y = x + 1" in result.stdout.str()) == bool(options)

    def test_after():
        n = 1
        assert n == 2
    """
    write(tmp_path, {"test_them.py": inner})
    (why,) = assert_same(tmp_path, failures=1)
    assert "n = 1" in why


def test_bytecode_of_a_run_with_us_is_not_used_without_and_the_other_way_round(shop):
    first = told(pytest_session(shop))
    assert len(whys(pytest_session(shop, "--why"))) == 2
    assert told(pytest_session(shop)) == first
    assert len(whys(pytest_session(shop, "--why"))) == 2


def test_a_test_that_changes_the_process(tmp_path):
    text = """
    import os, sys

    def test_chdir(tmp_path, monkeypatch):
        os.chdir(tmp_path)
        n = 1
        assert n == 2

    def test_stdout(monkeypatch):
        monkeypatch.setattr(sys, "stdout", None)
        n = 1
        assert n == 2

    def test_modules(monkeypatch):
        for name in list(sys.modules):
            if name.startswith(("json", "shop")):
                monkeypatch.delitem(sys.modules, name)
        n = 1
        assert n == 2

    def test_fork():
        if (child := os.fork()) == 0:
            os._exit(0)
        n = 1
        assert os.waitpid(child, 0)[1] == n
    """
    write(tmp_path, {"test_them.py": text})
    assert len(assert_same(tmp_path, f"--basetemp={tmp_path}/temp", failures=4)) == 4


def test_collecting_only(shop):
    assert_same(shop, "--collect-only", failures=0)
