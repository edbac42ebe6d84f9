"""Signals, forks, other ends, debuggers and test sessions under `run` are those of `python`."""

import os
import signal

import pytest
from tests.tracer.cli.same import assert_same, ours, start, write

posix = pytest.mark.skipif(os.name != "posix", reason="signals and forks of POSIX")
SIGNALLED = {
    "Ctrl-C": (signal.SIGINT, "import time\nprint('ready', flush=True)\ntime.sleep(20)"),
    "Ctrl-C while handling": (
        signal.SIGINT,
        """
        import time
        try:
            print('ready', flush=True)
            time.sleep(20)
        finally:
            print('finally')
        """,
    ),
    "Ctrl-C in asyncio": (
        signal.SIGINT,
        """
        import asyncio
        async def main():
            try:
                print('ready', flush=True)
                await asyncio.sleep(20)
            finally:
                print('cleaned')
        asyncio.run(main())
        """,
    ),
    "terminated": (signal.SIGTERM, "import time\nprint('ready', flush=True)\ntime.sleep(20)"),
    "handled": (
        signal.SIGTERM,
        """
        import signal, sys, time
        signal.signal(signal.SIGTERM, lambda n, f: sys.exit(7))
        print('ready', flush=True)
        time.sleep(20)
        """,
    ),
}


@posix
@pytest.mark.parametrize("name", SIGNALLED)
def test_a_signal(tmp_path, name):
    number, code = SIGNALLED[name]
    write(tmp_path, {"main.py": code})
    plain = start(tmp_path, ["main.py"], send=number)
    recorded = ours(tmp_path, ["main.py"], "-o", "saved.run", send=number)
    assert recorded == plain
    assert (tmp_path / "saved.run").exists() == (name != "terminated")


ENDS_AT_ONCE = {
    "os._exit": "import os\nprint('x', flush=True)\nos._exit(5)",
    "abort": "import os\nprint('x', flush=True)\nos.abort()",
    "killed": "import os, signal\nprint('x', flush=True)\nos.kill(os.getpid(), signal.SIGKILL)",
    "replaced": "import os, sys\nprint('x', flush=True)\nos.execv(sys.executable, [sys.executable, '-c', 'print(2)'])",
}


@posix
@pytest.mark.parametrize("name", ENDS_AT_ONCE)
def test_a_process_that_ends_at_once_ends_the_same_and_keeps_nothing(tmp_path, name):
    write(tmp_path, {"main.py": ENDS_AT_ONCE[name]})
    plain = start(tmp_path, ["main.py"])
    assert ours(tmp_path, ["main.py"], "-o", "saved.run") == plain
    assert [path.name for path in tmp_path.iterdir()] == ["main.py"]


def test_under_a_debugger(tmp_path):
    write(tmp_path, {"main.py": "def f(x):\n    return x + 1\nprint(f(40))\n"})
    words = ["-m", "pdb", "-c", "continue", "-m", "tracer", "run", "-o", "saved.run", "main.py"]
    ended = start(tmp_path, words)
    assert ended.stdout.splitlines()[0] == "41"
    assert ended.status == 0


@posix
def test_a_fork(tmp_path):
    code = """
        import os, sys
        print('before', flush=True)
        child = os.fork()
        if not child:
            print('child', flush=True)
            sys.exit(3)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    """
    assert_same(tmp_path, ["main.py"], {"main.py": code})


@pytest.mark.slow
@pytest.mark.parametrize("flags", [(), ("-W", "error")])
def test_a_test_session(tmp_path, flags):
    test = "import pytest\n@pytest.fixture\ndef n(): return 3\ndef test_a(n): assert n == 3\ndef test_b(n):\n    assert n == 4, 'no'\n"
    words = ["-m", "pytest", "-p", "no:cacheprovider", "-q", "-rN", "--no-header"]
    write(tmp_path, {"test_it.py": test})
    plain, recorded = start(tmp_path, [*flags, *words]), ours(tmp_path, words, flags=flags)
    assert (recorded.status, recorded.stderr) == (plain.status, plain.stderr) == (1, "")
    assert recorded.stdout.rsplit(" in ", 1)[0] == plain.stdout.rsplit(" in ", 1)[0]


@pytest.mark.slow
def test_a_test_session_on_workers(tmp_path):
    pytest.importorskip("xdist")
    test = "def test_a(): assert 3 == 3\ndef test_b():\n    assert 3 == 4, 'no'\n"
    words = ["-m", "pytest", "-p", "no:cacheprovider", "-q", "-rN", "--no-header", "-n", "2"]
    write(tmp_path, {"test_it.py": test})
    plain, recorded = start(tmp_path, words), ours(tmp_path, words)
    assert (recorded.status, recorded.stderr) == (plain.status, plain.stderr) == (1, "")
    assert sorted(recorded.stdout.rsplit(" in ", 1)[0]) == sorted(plain.stdout.rsplit(" in ", 1)[0])
