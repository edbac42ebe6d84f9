"""Generators, and the ways to drive them; `keep` lets none of them be closed by the garbage collector."""

from __future__ import annotations

from ..form import forms

_GENERATORS = forms(
    "def $GEN1($INT2):\n    t($INT2)\n    $+genbody",
    "def $GEN1($INT2):\n    for $INT3 in range($INT2 % 4):\n        got = yield t($INT3)\n        t(got)\n        $+block\n    return $+int",
    "def $GEN1($INT2):\n    try:\n        $+genbody\n    finally:\n        t('closed')",
    "def $GEN1($INT2):\n    try:\n        $INT3 = (yield $INT2) or 2\n        yield $INT3\n    except ValueError as error:\n        caught(error)\n        yield $+int\n    except GeneratorExit:\n        t('exit')\n        raise\n    finally:\n        t('finally')",
    "def $GEN1($INT2):\n    with Hold($+int, swallow=True) as $INT3:\n        yield $INT3\n        $+block\n    yield from $+items\n    return t($INT2)",
    "def $GEN1($INT2):\n    if t($INT2) > 0:\n        got = yield from keep($GEN1(min($INT2, 2) - 1))\n        t(got)\n    yield (yield $+int) or 1\n    return $INT2",
    "@decorate($int)\ndef $GEN1($INT2):\n    t([(yield $INT2), (yield 2)])\n    $+genbody",
    inside="generator",
)
_DRIVERS = forms(
    "source = keep($gen($int))\nt(next(source, None))\ntry:\n    t(source.send($int))\n    t(source.throw(ValueError($str)))\nexcept (ValueError, StopIteration) as $ERR1:\n    caught($ERR1)\nfinally:\n    source.close()",
    "source = keep($gen($int))\nwhile True:\n    try:\n        t(source.send(None))\n    except StopIteration as stop:\n        t(stop.value)\n        break",
    "source = keep($gen($int))\nnext(source)\nt(source.throw(Trouble, Trouble($int)))",
    "source = keep($gen($int))\nt(next(source))\nsource.close()\nt(next(source, 'closed'))",
    "for $INT1 in keep($gen($int)):\n    t($INT1)\n    $+block",
    "$INT1, *$INTS2 = keep($gen($int))",
    "t(dict(enumerate(keep($gen($int)))))",
    inside="block",
)
_MANAGERS = forms(
    "import contextlib\n\n\n@contextlib.contextmanager\ndef manager(level):\n    try:\n        yield t(level)\n    except $kinds as $ERR2:\n        caught($ERR2)\n    finally:\n        t('left')\n\n\nwith manager($int) as $INT1:\n    $+block",
    inside="block",
)

FORMS = {"definition": _GENERATORS * 2, "generator": _GENERATORS, "compound": _DRIVERS * 2 + _MANAGERS + _GENERATORS[:2], "drive": forms(*(form.text for form in _DRIVERS), needs="gen", inside="block")}
