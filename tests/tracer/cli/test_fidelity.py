"""A program under `python -m tracer run` is the program that `python` runs: output, errors and status to the byte."""

import os
import signal

import pytest
from tests.tracer.cli.same import assert_same, ours, start, write

posix = pytest.mark.skipif(os.name != "posix", reason="signals and forks of POSIX")

SCRIPTS = {
    "arguments of our own names": ("import sys; print(sys.argv, sys.orig_argv[1:])", "-o x --why -- -m -q".split()),
    "help of its own": (
        "import argparse\np = argparse.ArgumentParser()\np.add_argument('--why')\np.parse_args()",
        ["--help"],
    ),
    "wrong options of its own": (
        "import argparse\np = argparse.ArgumentParser()\np.add_argument('--why')\np.parse_args()",
        ["--whi", "", "@f", "--"],
    ),
    "globals": "print(list(globals()), __file__, __name__, __package__, __spec__, __doc__, __cached__)",
    "its own module": "import sys, __main__; print(__main__ is sys.modules['__main__'], vars(__main__) is globals())",
    "no future of ours": "def f(x: 1 + 1): ...\nprint(f.__annotations__)",
    "pickling": """
        import pickle
        class A:
            def __init__(self): self.x = 1
        def f(): pass
        print(pickle.loads(pickle.dumps(A())).x, pickle.loads(pickle.dumps(f)) is f, pickle.dumps(A()))
    """,
    "latin-1": b"# coding: latin-1\nprint(ascii('\xe9'))\n1/0",
    "form feeds and tabs": b"if 1:\n\tx = 1\n\x0c\ndef f():\n\treturn 2\nprint(f(), x)",
    "no last newline": "print(1)\n# end",
    "empty": "",
    "syntax warnings": "x = 1 is 1\nprint('\\d')",
    "default display": "import sys; sys.displayhook(3)",
    "exception group": "raise ExceptionGroup('g', [ValueError(1), ExceptionGroup('h', [KeyError('k')])])",
    "notes": "e = ValueError(1)\ne.add_note('a note')\nraise e",
    "suggestions": "class A: value = 1\nA().valeu",
    "suggested name": "counter = 1\nprint(countr)",
    "asyncio": """
        import asyncio
        async def inner(): raise ValueError('inside')
        async def main():
            async with asyncio.TaskGroup() as group:
                group.create_task(inner())
        asyncio.run(main())
    """,
    "error in __del__": "class A:\n    def __del__(self): 1/0\nA()\nprint('on')",
    "unraisable hook": """
        import sys
        sys.unraisablehook = lambda u: print('hook', type(u.exc_value).__name__)
        class A:
            def __del__(self): raise KeyError(1)
        a = A(); del a
    """,
    "failing excepthook": "import sys\ndef hook(*a): raise KeyError(2)\nsys.excepthook = hook\n1/0",
    "excepthook that exits": "import sys\nsys.excepthook = lambda *a: sys.exit(9)\n1/0",
    "no excepthook": "import sys\ndel sys.excepthook\n1/0",
    "excepthook sees no handled error": "import sys\nsys.excepthook = lambda *a: print(sys.exc_info(), sys.last_value)\n1/0",
    "threading hook": """
        import threading
        threading.excepthook = lambda a: print(a.exc_type, a.thread.name)
        t = threading.Thread(target=lambda: 1/0, name='N'); t.start(); t.join()
    """,
    "exit functions": """
        import atexit
        for i in range(3): atexit.register(print, i)
        atexit.register(lambda: 1/0)
        print('end')
    """,
    "exit function after an error": "import atexit\natexit.register(print, 'bye')\n1/0",
    "exit in an exit function": "import atexit, sys\natexit.register(sys.exit, 3)",
    "threads end first": """
        import atexit, threading, time
        atexit.register(print, 'exit')
        threading.Thread(target=lambda: (time.sleep(.2), print('thread'))).start()
        print('main')
    """,
    "module teardown": "class A:\n    def __del__(self): print('gone', __name__)\na = A()\nprint('end')",
    "keyboard interrupt": "print('x')\nraise KeyboardInterrupt",
    "interrupt and exit function": "import atexit\natexit.register(print, 'bye')\nraise KeyboardInterrupt",
    "interrupt of a subclass": "class K(KeyboardInterrupt): pass\nraise K",
    "base exception": "class B(BaseException): pass\nraise B(1)",
    "generator exit": "raise GeneratorExit",
    "exit object": "class E:\n    def __str__(self): return 'text'\nraise SystemExit(E())",
    "exit of a function": "import sys\ndef f():\n    try: sys.exit(4)\n    finally: print('finally')\nf()",
    "environment": "import os; print(sorted(os.environ))",
    "threads": "import threading; print([t.name for t in threading.enumerate()], threading.active_count())",
    "trace functions": "import sys, threading; print(sys.gettrace(), sys.getprofile(), threading._trace_hook)",
    "streams": "import sys; print(sys.stdout.line_buffering, sys.stdout.encoding, sys.stderr.errors, sys.stdin.name)",
    "binary output": "import sys; sys.stdout.buffer.write(bytes(range(256)))",
    "closed streams": "import sys; print(1); sys.stderr.close(); sys.stdout.flush()",
    "replaced streams": "import io, sys\nsys.stderr = io.StringIO()\nsys.stdout = sys.stderr\nprint(1)",
    "doctest": "def f():\n    '''\n    >>> f()\n    2\n    '''\n    return 1\nimport doctest; print(doctest.testmod())",
    "class namespace": """
        class Log(dict):
            def __getitem__(self, key): print('get', key); return super().__getitem__(key)
            def __setitem__(self, key, value): print('set', key); super().__setitem__(key, value)
        class Meta(type):
            @classmethod
            def __prepare__(cls, *a): return Log()
        class A(metaclass=Meta):
            x = 1
            y = x + 1
    """,
    "deletes itself": "import os\nos.unlink(__file__)\nprint('gone')\ndef f(): return 1\nprint(f())",
    "linecache of itself": "import linecache; print(linecache.getline(__file__, 1))",
    "changes folder": "import os\nos.chdir('/')\nprint(os.getcwd())",
    "exec and eval": "exec('a = 1; print(a)'); print(eval('a + 1'), compile('1', 'x', 'eval').co_name)",
    "stack of a generator": "def g():\n    yield 1\n    raise ValueError(2)\nfor x in g(): print(x)",
    "deep error": "def f(n):\n    return 1 / n if not n else f(n - 1)\nf(5)",
    "dataclass": "from dataclasses import dataclass\n@dataclass(slots=True)\nclass A:\n    x: int = 1\nprint(A())",
    "enum and named tuple": """
        import enum, collections, typing
        class E(enum.Enum): A = enum.auto()
        P = collections.namedtuple('P', 'x')
        class T(typing.NamedTuple): y: int
        print(E.A, P(1), P.__module__, T(2), T.__module__)
    """,
}  # fmt: skip


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script(tmp_path, name):
    told = SCRIPTS[name]
    code, arguments = told if isinstance(told, tuple) else (told, [])
    assert_same(tmp_path, ["main.py", *arguments], {"main.py": code})


NO_SCRIPTS = {
    "undecodable": b"print('\xe9')\n",
    "syntax error": "def f(:\n    pass",
    "syntax error later": "print('never')\nx = (1,\ny = 2",
    "indentation error": "def f():\n  x\n    y",
    "warning, then syntax error": "x = 1 is 1\ndef f(:",
}


@pytest.mark.parametrize("name", NO_SCRIPTS)
def test_a_script_that_python_refuses(tmp_path, name):
    write(tmp_path, {"main.py": NO_SCRIPTS[name]})
    assert ours(tmp_path, ["main.py"]) == start(tmp_path, ["main.py"])


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


@pytest.mark.parametrize(
    "code", ["import sys\nprint(sys.argv, __file__, list(globals()))", "1/0", "x = ="]
)
def test_standard_input(tmp_path, code):
    words = ["-", "a", "-"]
    assert ours(tmp_path, words, stdin=code.encode()) == start(tmp_path, words, stdin=code.encode())


def test_standard_input_is_the_programs(tmp_path):
    files = {"main.py": "import sys\nprint(input(), sys.stdin.read())"}
    assert_same(tmp_path, ["main.py"], files, stdin=b"one\ntwo\nthree")


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
