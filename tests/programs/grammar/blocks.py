"""Compound statements other than handlers, patterns and definitions."""

from __future__ import annotations

from ..form import forms

_BRANCHES = forms(
    "if $bool:\n    $block",
    "if $bool:\n    $block\nelse:\n    $block",
    "if $bool:\n    $block\nelif $bool:\n    $block\nelse:\n    $block",
    "if ($INT1 := $int) > $int and $bool:\n    $+block",
    "if $bool: t($int); t($str)",
    inside="block",
)
_LOOPS = forms(
    "for $INT1 in $items:\n    t($INT1)\n    $+block",
    "for $INT1 in $items:\n    t($INT1)\n    $+block\nelse:\n    $block",
    "for $INT1, ($INT2, *$INTS3) in [($int, [$int, $int]), ($int, $ints)]:\n    t($INT1)\n    $+block",
    "for $INT1, $STR2 in enumerate($str[:3]):\n    t($STR2)\n    $+block",
    "for $int1 in $items:\n    t($int1)\n    $+block",
    "for $STR1, $INT2 in $dict.items():\n    t($STR1)\n    $+block",
    "for $INT1 in *$ints[:2], $int:\n    t($INT1)\n    $+block",
    "$DICT1 = {}\nfor $DICT1['k'] in $items:\n    t($DICT1)\n    $+block",
    "spot = Spot()\nfor spot.size in $items:\n    t(spot.size)\n    $+block",
    "for $prop.value in $items:\n    t($int)\n    $+block",
    "for $box[t(0)] in $items:\n    t($int)\n    $+block",
    "for $INT1 in $items:\n    t($INT1)\n    if $+bool:\n        break\n    $+block\nelse:\n    $block",
    "for $INT1 in $items:\n    t($INT1)\n    if $+bool:\n        continue\n    $+block",
    "for $INT1 in range(3):\n    try:\n        t($INT1)\n        $+block\n    finally:\n        continue",
    "for $INT1 in $items:\n    try:\n        t($INT1)\n        $+block\n    finally:\n        break",
    "$COUNT1 = 3\nwhile $COUNT1 > 0:\n    t($COUNT1)\n    $COUNT1 -= 1\n    $+block",
    "$COUNT1 = $int % 4\nwhile $COUNT1 and $bool:\n    $COUNT1 -= t(1)\n    $+block\nelse:\n    $block",
    "$COUNT1 = 0\nwhile ($COUNT1 := $COUNT1 + 1) < 4:\n    t($COUNT1)\n    $+block",
    "while ($INT1 := t(len(LOG)) % 5 - 1) > 0:\n    t($INT1)\n    $+block\nelse:\n    $block",
    "$COUNT1 = 2\nwhile True:\n    t($COUNT1)\n    if ($COUNT1 := $COUNT1 - 1) < 0:\n        break\n    $+block",
    inside="loop",
)
_CONCATENATION = forms(
    "$STR1 = ''\nfor $COUNT2 in range(4):\n    $STR1 += str(t($COUNT2))\nt($STR1)",
    "for $COUNT1 in range(2):\n    $str1 += $str[:2]\n    $ints1 += [t($COUNT1)]",
    "$INTS1 = []\nfor $COUNT2 in $items:\n    $INTS1 += t($COUNT2),\nt($INTS1)",
)
_WITHS = forms(
    "with Hold($int) as $INT1:\n    $+block",
    "with Hold($int, swallow=True) as $INT1:\n    $+block",
    "with Hold($int, swallow=True), Hold($int) as $INT1:\n    $+block",
    "with Hold(($int, $ints)) as ($INT1, [*$INTS2]):\n    $+block",
    "with (\n    Hold($int) as $INT1,\n    Hold($str, swallow=$bool) as $STR2,\n):\n    $+block",
    "with Hold($int):\n    $block",
    "with $guard as $INT1:\n    $+block",
    "with $guard as $INT1, $guard as $INT2:\n    $+block",
    "spot = Spot()\nwith Hold($int) as spot.size, Hold(($int, $ints)) as (spot.rank, [$INT1, *spot.rest]):\n    t(spot.size)\n    $block",
    "with Hold($int) as $prop.value:\n    $block",
    "with Hold($int) as $box[t($int)], Hold(($int, $int)) as ($prop.value, $INT1):\n    $+block",
    "$DICT1 = {}\nwith Hold($int) as $DICT1['a'], Hold($ints) as $DICT1['b']:\n    $block\nt($DICT1)",
    inside="block",
)
_ASYNC = forms(
    "async for $INT1 in $aitems:\n    t($INT1)\n    $+block",
    "async for $INT1 in $aitems:\n    t($INT1)\n    $+block\nelse:\n    $block",
    "async for $INT1, ($INT2, *_) in Pairs($int):\n    t($INT1)\n    $+block",
    needs="await",
    inside="loop",
) + forms(
    "async with AHold($int) as $INT1:\n    $+block",
    "async with AHold($int, swallow=True) as $INT1, AHold(($int, $int)) as ($INT2, $INT3):\n    $+block",
    "async with asyncio.TaskGroup() as group:\n    group.create_task($afn($digit))\n    group.create_task($afn($digit))",
    "async with AHold($int, swallow=$bool), AHold($str) as $STR1:\n    $+block",
    needs="await",
    inside="block",
)

FORMS = {"compound": _BRANCHES * 2 + _LOOPS + _CONCATENATION + _WITHS + _ASYNC * 6}
