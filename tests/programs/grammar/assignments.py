"""Statements of one line: bindings, updates, deletions, expressions."""

from __future__ import annotations

from ..form import forms

_BINDINGS = forms(
    "$INT1 = $int",
    "$INT1 = $int",
    "$STR1 = $str",
    "$INTS1 = $ints",
    "$DICT1 = $dict",
    "$INT1 = $INT2 = $int",
    "$INT1, $INT2 = $int, $int",
    "$INT1, *$INTS2 = [$int, *$ints]",
    "($INT1, [$INT2, *$INTS3]), $INT4 = ($int, [$int, $int]), $int",
    "*$INTS1, $INT2 = $int, $int",
    "[$INT1, $STR2] = $int, $str",
    "$INT1: int = $int",
    "$INTS1: 'list[int]' = $ints",
    "$INT1: t('note') = $int",
    "$INT1 = (\n    $int\n    + $int\n)",
    "$INT1 = $int; t($INT1); $INT2 = $INT1",
    "$NUM1 = $num",
    "$ALG1 = $alg",
    "$BOX1 = $box",
    "$PROP1 = $prop",
    "$CALL1 = $call",
    "$ORD1 = $ord",
)
_REBINDINGS = forms(
    "$int1 = $int",
    "$int1 += $int",
    "$int1 -= $int",
    "$int1 *= 2",
    "$int1 //= 2",
    "$int1 %= 7",
    "$int1 |= $int",
    "$int1 ^= $int",
    "$int1 &= $int",
    "$int1 <<= 1",
    "$int1 >>= 1",
    "$int1 **= 1",
    "$int1 = int($int1)\n$int1 /= 1\n$int1 = int($int1)",
    "$int1, $int2 = $int2, $int1",
    "$str1 += 'z'",
    "$str1 = $str1[-6:] + $str[:6]",
    "$ints1 = $ints",
    "$num1 += $int",
    "$num1 -= $num",
    "$alg1 @= $alg",
)
_PLACES = forms(
    "$ints1 += [$int]",
    "$ints1.append($int)",
    "$ints1[0:1] = [$int, $int]",
    "$ints1[:] = $ints[:4]",
    "$ints1[t(0):t(1)] += [$int]",
    "($ints or [0])[0] += $int",
    "$dict1['a'] = $int",
    "$dict1[$str] = $int",
    "$dict1[t('c')] = $dict1['d'] = t($int)",
    "$dict1.setdefault('a', 0)\n$dict1[t('a')] += t($int)",
    "$dict1.update(b=$int)",
    "$dict1 |= {'z': $int}",
    "$box[t(1)] += t($int)",
    "$box[$int] = $int",
    "$box[$int:$int] = $ints[:2]",
    "$box[0], $box[t(1)] = t($int), t($int)",
    "$prop.value = $int",
    "$prop.value += $int",
    "$prop.note: $-int = $int",
    "$prop.value, $box[0] = $int, $int",
    "$box[0]: $-str = $int",
    "$INT1 = $box[0] = $int",
    "$DICT1 = {}\n$DICT1['a']: $-str = $int",
    "spot = Spot()\nspot.size: $-int = $int\nspot.size += t(spot.size)\ndel spot.size",
)
_DELETIONS = forms(
    "$INT1 = $int; del $INT1",
    "$INT1, $INT2 = $int, $int; del ($INT1), $INT2",
    "$dict1['a'] = $int\ndel $dict1['a']",
    "del $ints1[:1]",
    "del $ints1[t(0):t(2):t(1)], $ints1[:]",
    "del $box[$int]",
    "$PROP1 = $prop\n$PROP1.extra = $int\ndel $PROP1.extra",
    inside="block",
)
_EXPRESSIONS = forms(
    "t($int)",
    "t($any)",
    "t($ints)",
    "t($str)",
    "$int",
    "print($str, $int, sep='-')",
    "print($any)",
    "print(\n    $int,\n    end='é\\n',\n)",
    "assert $bool or True, $str",
    "assert t(1), t($str)",
    "pass",
    "...",
    "'a string statement'",
    "$bool and t($int)",
    "$bool or t($int)",
    "t($int) if $bool else t($str)",
    "(t($int), t($int))",
    "$call($int)",
)
_IMPORTS = forms(
    "import json, math as m\nt(m.gcd($int, 6))\nt(json.dumps($ints))",
    "from math import floor as down, ceil\nt(down($int / 2) + ceil(0.5))",
    "import warnings\nwarnings.warn($str, stacklevel=1)",
    "import os.path\nt(os.path.join('a', $str))",
    inside="block",
) + forms("t($int1)\nexec('t($int1)')")
_SUSPENSIONS = (
    forms("yield $int", "yield", "$INT1 = (yield $int) or 1", "t((yield $int))", "t(f\"{(yield $int)!r}\")", needs="yield")
    + forms("yield from $items", "yield from keep($gen($int))", "$INT1 = (yield from keep($gen($int))) or 2", needs="delegate")
    + forms("await pause($int)", "$INT1 = await $afn($int)", "t(await $afn($int))", needs="await")
)
_JUMPS = forms("return $int", needs="return") + forms("return", needs="stop") + forms("break", "continue", needs="loop")
_TYPES = forms("type $ALIAS1 = list[$-int]", "type $ALIAS1[K, *L, **M] = dict[K, L]", needs="3.12")

FORMS = {
    "simple": _BINDINGS * 2 + _REBINDINGS + _PLACES + _DELETIONS + _EXPRESSIONS * 2 + _IMPORTS + _SUSPENSIONS * 4 + _JUMPS + _TYPES,
    "ending": forms("return $int", "return t($int)", "return (\n    $int\n    + $int\n)"),
    "genending": forms("yield $int", "yield $int\nreturn $int", "return (yield t($int))"),
    "agenending": forms("yield $int", "yield $int\nreturn"),
}
