"""try statements of every shape, and what their handlers do."""

from __future__ import annotations

from ..form import forms

_TRIES = forms(
    "try:\n    $block\n$handlers",
    "try:\n    $block\n$handlers",
    "try:\n    $block\n    t($fault)\n$handlers",
    "try:\n    $failure\n$handlers",
    "try:\n    $block\n$handlers\nelse:\n    $block",
    "try:\n    $block\n    t($fault)\n$handlers\nfinally:\n    $block",
    "try:\n    $block\n$handlers\nelse:\n    $block\nfinally:\n    $block",
    "try:\n    $block\nfinally:\n    $block",
    "try:\n    $block\n$handlers\nexcept:\n    t('bare')\n    $block",
    "try:\n    try:\n        t($fault)\n    finally:\n        $block\n$handlers",
    inside="block",
)
_FINAL_JUMPS = forms("try:\n    $block\nfinally:\n    return $int", "try:\n    t($fault)\nfinally:\n    return $int", needs="return", inside="block")
_GROUPS = forms(
    "try:\n    $block\n    raise ExceptionGroup('several', [ValueError($int), KeyError($str), Trouble($int)])\n$grouphandlers",
    "try:\n    t($fault)\n$grouphandlers\nelse:\n    $block\nfinally:\n    $block",
    "try:\n    raise ExceptionGroup($str, [ExceptionGroup('in', [TypeError(1), ValueError(2)]), KeyError(3)])\n$grouphandlers",
    inside="group",
)

FORMS = {
    "compound": _TRIES * 4 + _FINAL_JUMPS * 2 + _GROUPS * 2,
    "handler": forms(
        "except $kinds as $ERR1:\n    caught($ERR1)\n    $+block",
        "except $kinds as $ERR1:\n    caught($ERR1)",
        "except $kinds as $ERR1:\n    caught($ERR1)\n    $+reraise",
        "except $kinds:\n    t('handled')\n    $+block",
        inside="handler",
    ),
    "grouphandler": forms(
        "except* $kinds as $ERR1:\n    caught($ERR1)\n    $+block",
        "except* ($kinds, *()) as $ERR1:\n    caught($ERR1)",
        "except* $kinds as $ERR1:\n    t($ERR1.exceptions)\n    $+reraise",
        "except* $kinds:\n    t('handled a group')",
        inside="group",
    ),
    "kinds": forms(
        "Exception",
        "Exception",
        "Exception",
        "(TypeError, ValueError, ArithmeticError)",
        "LookupError",
        "(NameError, AttributeError, Trouble)",
        "t(Exception)",
        "(ArithmeticError, (TypeError, NameError))[0]",
    ),
    "reraise": forms(
        "raise",
        "raise $err",
        "raise Trouble($int) from $err",
        "raise ValueError($str) from None",
        "raise KeyError($str)",
        "raise RuntimeError(str($err)[:9]) from $err.__cause__",
        "t($fault)",
        "t($err.args)\nraise",
        "try:\n    t($fault)\nexcept Exception as $ERR1:\n    caught($ERR1)\n    raise Trouble($int) from $ERR1",
        "$err.add_note('é note')\nraise",
    ),
}
