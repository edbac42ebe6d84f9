"""A program under `python -m tracer run` is the program that `python` runs: output, errors and status to the byte."""

import pytest
from tests.tracer.cli.same import assert_same, ours, start, write

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


@pytest.mark.parametrize(
    "code", ["import sys\nprint(sys.argv, __file__, list(globals()))", "1/0", "x = ="]
)
def test_standard_input(tmp_path, code):
    words = ["-", "a", "-"]
    assert ours(tmp_path, words, stdin=code.encode()) == start(tmp_path, words, stdin=code.encode())


def test_standard_input_is_the_programs(tmp_path):
    files = {"main.py": "import sys\nprint(input(), sys.stdin.read())"}
    assert_same(tmp_path, ["main.py"], files, stdin=b"one\ntwo\nthree")
