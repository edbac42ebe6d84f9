"""match statements."""

from __future__ import annotations

from ..form import forms

FORMS = {
    "compound": forms(
        "match $int:\n    $intcases\n    case _:\n        $block",
        "match $ints:\n    $intscases\n    case $INTS1:\n        $+block",
        "match $ints:\n    $intscases",
        "match $dict:\n    $dictcases\n    case _:\n        $block",
        "match $any:\n    $anycases",
        "match $int, $ints:\n    case 0 | 1, _:\n        $block\n    case $INT1, [$INT2, *_] if $INT1 < $INT2:\n        $+block\n    case _, [*$INTS3]:\n        t($INTS3)",
        "match $num:\n    case $numtype1($INT1):\n        $+block\n    case $numtype1(value=$INT2) if $int:\n        $+block",
        inside="block",
    )
    * 2,
    "intcase": forms(
        "case None | True:\n    $block",
        "case 0:\n    $block",
        "case 1 | 2 | 3 as $INT1:\n    $+block",
        "case -1 | -2:\n    $block",
        "case $INT1 if $INT1 > $int:\n    $+block",
        "case int() as $INT1 if $+bool:\n    $+block",
        "case int($INT1) if t($INT1) > 4:\n    $+block",
        "case Limits.LOW | Limits.HIGH:\n    $block",
        "case $INT1 if t($INT1) and $fault:\n    $+block",
        inside="block",
    ),
    "intscase": forms(
        "case []:\n    $block",
        "case [$INT1]:\n    $+block",
        "case [$INT1, *$INTS2] if $+bool:\n    $+block",
        "case [$INT1, _, *$INTS2] | [*$INTS2, _, $INT1, 9]:\n    $+block",
        "case [1 | 2 as $INT1, ($INT2), *_]:\n    $+block",
        "case (_, $INT1, $INT2):\n    $+block",
        inside="block",
    ),
    "dictcase": forms(
        "case {'a': $INT1, **$DICT2}:\n    $+block",
        "case {'a': 0 | 1 as $INT1}:\n    $+block",
        "case {'a': int($INT1), 'b': $INT2} if $+bool:\n    $+block",
        "case {}:\n    $block",
        inside="block",
    ),
    "anycase": forms(
        "case None | True | False:\n    $block",
        "case str($STR1):\n    $+block",
        "case 'a' | 'é' | b'x' | 2j | -1.5 | 1 + 2j:\n    $block",
        "case list($INTS1) | [*$INTS1, 1]:\n    t($INTS1)",
        "case {'k': [[*$INTS1], int($INT2)], **rest}:\n    $+block",
        "case (int($INT1), str($STR2)):\n    $+block",
        "case Trouble(args=[$INT1]) | int($INT1):\n    $+block",
        "case Limits(LOW=$INT1):\n    $+block",
        "case object(__class__=kind) if t(kind):\n    $block",
        inside="block",
    ),
}
