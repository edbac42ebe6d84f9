"""Tracebacks: the same frames, lines and carets, wherever an exception comes from; dead frames end where they did."""

import pytest
from tests.programs.observe import observe
from tests.ways import observe_recorded, rewritten

DEFINITIONS = """
class Bad:
    def __init__(self, *names):
        self.names = names

    def __getattribute__(self, name):
        if name in ("names", "__class__"):
            return object.__getattribute__(self, name)
        raise KeyError(name)

    def __bool__(self):
        raise KeyError("bool")

    __add__ = __radd__ = __lt__ = __eq__ = __contains__ = __getitem__ = __setitem__ = __delitem__ = __iter__ = (
        __call__
    ) = __neg__ = __format__ = __iadd__ = __enter__ = __await__ = lambda self, *rest: 1 // 0
    __hash__ = None

    def __exit__(self, *rest):
        pass


def boom(*args, **more):
    raise LookupError(args)


def main():
    n, xs, bad, table = 1, [1, 2], Bad(), {}
"""

PLACES = {
    "operator": "n + (n * bad)",
    "right operator": "bad + n",
    "unary": "- bad",
    "comparison": "n < 2 < bad",
    "equality": "bad == n",
    "contains": "n in bad",
    "subscript": "xs[n + 5]",
    "slice": "bad[n : n + 1]",
    "attribute": "(n + 1).missing",
    "method": "xs.missing(n)",
    "call": "n(1, 2)",
    "called": "boom(n, *xs, k=n)",
    "nested call": "max(n, abs(boom(n)))",
    "too many arguments": "len(n, n)",
    "star argument": "max(*n)",
    "star star argument": "dict(a=1, **{'a': n})",
    "f-string": "f'{n} {bad:x} {n}'",
    "f-string piece": "f'{n} {n / 0!r:>{n}}'",
    "list": "[n, n // 0, n]",
    "dict": "{n: n // 0}",
    "unhashable": "{xs: 1}",
    "set": "{n, xs}",
    "starred": "[*xs, *n]",
    "dict of stars": "{**table, **n}",
    "lambda": "(lambda k: k // 0)(n)",
    "list comprehension": "[k // (k - 1) for k in xs]",
    "iterable of a comprehension": "[k for k in n]",
    "condition of a comprehension": "[k for k in xs if k // 0]",
    "inner iterable": "[k for j in xs for k in j]",
    "dict comprehension": "{k: 1 // (k - 2) for k in xs}",
    "generator expression": "sum(k // (k - 1) for k in xs)",
    "walrus": "(m := n // 0)",
    "conditional test": "1 if bad else 2",
    "conditional arm": "n // 0 if n else 2",
    "and": "n and bad.x and n",
    "truth of an operand": "bad and n",
    "truth of or": "n or bad; bad or n",
    "truth of not": "not bad",
    "unbound": "unknown_name",
    "unbound local": "late; late = 1",
    "assignment to an attribute": "n.x = n + 1",
    "assignment to an item": "bad[n] = n + 1",
    "augmented attribute": "bad.x += 1",
    "augmented item": "xs[n + 9] += 1",
    "augmented name": "n += bad.x",
    "augmented operator": "xs += n",
    "unpacking": "a, b = [n, n, n]",
    "unpacking what does not iterate": "a, (b, c) = n, n",
    "starred unpacking": "a, b, *c = [n]",
    "annotated": "k: int = n // 0",
    "delete": "del table['k'], xs[0]",
    "delete an attribute": "del n.x",
    "delete a name": "del n, n",
    "return": "return n // 0",
    "raise": "raise ValueError(n)",
    "raise from": "raise ValueError(n) from KeyError(n)",
    "raise what is no exception": "raise n",
    "assert": "assert n > 1",
    "assert with message": "assert n > 1, f'{n} is small'",
    "assert of a chain": "assert 0 < n < 1, 'chain'",
    "assert of and": "assert n and not xs, 'and'",
    "assert of a call": "assert bool(0), 'call'",
    "assert that fails to ask": "assert bad, 'never'",
    "message that fails": "assert not n, n // 0",
    "import": "import no_such_module_here",
    "import from": "from sys import no_such_name",
    "global": "global unknown; unknown += 1",
    "expression over lines": "(n +\n        (xs[0]\n        // 0))",
    "call over lines": "max(n,\n        n // 0,\n        n)",
    "if": "if n // 0: pass",
    "if that asks": "if bad: pass",
    "if not": "if not bad: pass",
    "if and": "if n and bad: pass",
    "elif": "if not n: pass\n    elif n // 0: pass",
    "while": "while n // 0: pass",
    "while that asks": "while bad: pass",
    "for": "for k in n: pass",
    "for target": "for a, b in xs: pass",
    "for attribute": "for n.x in xs: pass",
    "for body": "for k in xs:\n        k // (k - 1)",
    "for else": "for k in xs: pass\n    else: n // 0",
    "with": "with bad: pass",
    "with what is no manager": "with n: pass",
    "with target": "with open(__import__('os').devnull) as (a, b): pass",
    "with body": "with open(__import__('os').devnull) as f:\n        n // 0",
    "second manager": "with open(__import__('os').devnull) as f, bad: pass",
    "try body that is not caught": "try: n // 0\n    except KeyError: pass",
    "handler": "try: n // 0\n    except ZeroDivisionError: boom(n)",
    "handler's type": "try: n // 0\n    except boom(n): pass",
    "handler's odd type": "try: n // 0\n    except n: pass",
    "bare raise": "try: n // 0\n    except ZeroDivisionError: raise",
    "raise again": "try: n // 0\n    except ZeroDivisionError as e: raise e",
    "finally": "try: pass\n    finally: n // 0",
    "past a finally": "try: n // 0\n    finally: n + 1",
    "two finallys": "try:\n        try: n // 0\n        finally: n + 1\n    finally: n + 2",
    "finally that replaces": "try: n // 0\n    finally: boom(n)",
    "else": "try: pass\n    except KeyError: pass\n    else: n // 0",
    "group": "try: raise ExceptionGroup('g', [KeyError(n), OSError(n)])\n    except* KeyError: pass",
    "group handler": "try: raise ExceptionGroup('g', [KeyError(n), OSError(n)])\n    except* KeyError: boom(n)",
    "match": "match bad:\n        case [a, b]: pass\n        case {'k': v}: pass\n        case Bad(x=1): pass",
    "guard": "match n:\n        case 1 if n // 0: pass",
    "pattern": "match n:\n        case int(1, 2): pass",
    "nested function": "def inner(k):\n        return k // 0\n    inner(n)",
    "nested decorator": "@boom\n    def inner(): pass",
    "nested default": "def inner(k=n // 0): pass",
    "nested class": "class Inner:\n        x = n // 0",
    "nested base": "class Inner(boom(n)): pass",
    "method of a nested class": "class Inner:\n        def f(self):\n            return self.x\n    Inner().f()",
    "super": "class Inner:\n        def f(self):\n            return super().f()\n    Inner().f()",
    "generator": "def turns():\n        yield n\n        yield n // 0\n    list(turns())",
    "yield from": "def turns():\n        yield from n\n    list(turns())",
    "thrown": "def turns():\n        yield n\n    t = turns(); next(t); t.throw(KeyError(n))",
    "stop iteration": "def turns():\n        yield next(iter([]))\n    list(turns())",
    "await": "import asyncio\n    async def work():\n        await n\n    asyncio.run(work())",
    "async for": "import asyncio\n    async def work():\n        async for k in n: pass\n    asyncio.run(work())",
    "async with": "import asyncio\n    async def work():\n        async with n: pass\n    asyncio.run(work())",
    "locals": "locals()['k']",
    "eval": "eval('n // 0')",
    "long run": "a = [n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, n + 7, n + 8, n + 9]; b = [*a, n // 0]",
}

each_place = pytest.mark.parametrize("place", PLACES)


def program(place: str) -> str:
    """Return a program whose `main` raises at a place."""
    return DEFINITIONS.lstrip("\n") + "    " + PLACES[place] + "\n"


@each_place
def test_the_traceback_is_the_same_while_recording(place):
    assert observe_recorded(program(place)).traceback == observe(program(place)).traceback


@each_place
def test_frames_are_left_at_the_same_lines_while_recording(place):
    assert observe_recorded(program(place)).ended == observe(program(place)).ended


@each_place
def test_the_traceback_is_the_same_of_code_rewritten_only(place):
    assert observe(program(place), rewritten).traceback == observe(program(place)).traceback


@each_place
def test_the_place_raises(place):
    assert place in {"truth of or", "group", "match"} or observe(program(place)).exception
