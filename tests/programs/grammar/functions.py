"""Definitions of plain functions, decorators, and the ways to take arguments."""

from __future__ import annotations

from ..form import forms

_PLAIN = forms(
    "def $FN1($INT2):\n    t($INT2)\n    $+body",
    "def $FN1($INT2):\n    t($INT2)\n    $+body",
    "def $FN1($INT2, $INT3=$int, *, k=$int):\n    t($INT2)\n    $+body",
    "def $FN1($INT2: t('in') = $-int, *$INTS3: $-str) -> t('out'):\n    '''Return $INT2, nearly.'''\n    t($INT2)\n    $+body",
    "def $FN1($INT2, *rest: *t((int, str))):\n    t($INT2)\n    $+body",
    "def $FN1($INT2, /, **$DICT3):\n    t($INT2)\n    $+body",
    "def $FN1($INT2):\n    t($INT2)\n    try:\n        $+body\n    except Exception as error:\n        caught(error)\n        return $+int\n    finally:\n        t('done')",
    "def $FN1($INT2):\n    if t($INT2) <= 0:\n        return $+int\n    return $FN1(min($INT2, 3) - 1) + $+int",
    "@decorate($int)\ndef $FN1($INT2):\n    t($INT2)\n    $+body",
    "@decorate(t($int))\n@t\n@decorate(tag=$str)\ndef $FN1($INT2=$int):\n    t($INT2)\n    $+body",
    inside="function",
)
_GLOBAL = forms(
    "def $FN1($INT2):\n    global $glob1\n    $glob1 = $glob1 % 99 + t($INT2)\n    $+body",
    "def $FN1($INT2):\n    global $glob1\n    $glob1 += $INT2\n    del $glob1\n    $glob1 = $+int\n    return $glob1",
    inside="function",
)
_MULTI = forms(
    "def $MULTI1($INT2, /, $INT3=$int, *$INTS4, key=$int, **$DICT5):\n    t(($INT2, $INT3, $INTS4, key, sorted($DICT5)))\n    $+body",
    "def $MULTI1($INT2, *$INTS3, key=t($int), **$DICT4):\n    t([$INT2, *$INTS3, key])\n    $+body",
    inside="function",
)
_DECORATED = forms(
    "@$deco($int)\ndef $FN1($INT2):\n    t($INT2)\n    $+body",
    "@$deco(tag=$int)\n@$deco(\n    $int\n)\ndef $FN1($INT2):\n    t($INT2)\n    $+body",
    inside="function",
)
_DECORATORS = forms(
    "def $DECO1(tag):\n    t(tag)\n\n    def wrap(function):\n        def call(*args, **kwargs):\n            t($+int)\n            return function(*args, **kwargs)\n\n        return call\n\n    return wrap",
    "def $DECO1(tag=$int):\n    import functools\n\n    def wrap(function):\n        @functools.wraps(function)\n        def call(*args):\n            try:\n                return function(*args)\n            finally:\n                t(tag)\n\n        return call\n\n    return wrap",
    inside="function",
)
_LAMBDAS = forms("$FN1 = lambda $INT2: $+int", "$FN1 = lambda $INT2, $INT3=$int: t($INT2) and $+int", inside="lambda")
_TYPED = forms(
    "def $FN1[T: $digit, *U, **V]($INT2: T) -> U:\n    t($INT2)\n    $+body",
    needs="3.12",
    inside="function",
)

FORMS = {
    "function": _PLAIN * 2 + _GLOBAL * 2 + _DECORATED * 3 + _LAMBDAS + _TYPED * 2,
    "definition": _PLAIN + _GLOBAL * 2 + _MULTI * 4 + _DECORATORS * 4 + _DECORATED * 3 + _LAMBDAS + _TYPED * 3,
    "compound": forms(*(f"{form.text}\n\n\nt($FN1($int))" for form in _PLAIN), inside="function") + _LAMBDAS + _DECORATED + _TYPED,
}
