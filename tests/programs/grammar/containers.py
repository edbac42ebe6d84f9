"""Expressions that give lists of integers, dictionaries, and iterables; sliced where a loop could make them grow."""

from __future__ import annotations

from ..form import forms

LEAVES = {
    "ints": forms("[]", "[1]", "[2, 3]", "[3, 1, 2]"),
    "dict": forms("{}", "{'a': 1}", "{'a': 2, 'b': 3}"),
    "items": forms("[1, 2]", "range(3)", "(2,)", "()"),
    "aitems": forms("Ticks(2)", "Ticks(1)"),
    "any": forms("None", "1", "'a'", "(1, 'b')", "1.5", "2j", "b'x'", "...", "[[1], {'a': {2}}]"),
}

_LISTS = forms(
    "[$int, $int]",
    "[$int]",
    "[*$ints, $int][:5]",
    "[*$items, *$items][:6]",
    "list(range($int % 4))",
    "$ints[$int:$int]",
    "$ints[::2]",
    "$ints[t(-1)::t(-1)]",
    "($ints + $ints)[:5]",
    "sorted({*$ints, $int})",
    "sorted({$int, $int, $int})",
    "sorted($ints, key=lambda q: -q)",
    "list({'a': $int, **$dict}.values())",
    "$ints if $bool else $ints",
    "$ints or [$int]",
    "[\n    $int,\n    *$ints[:3],\n]",
    "list($items)[:6]",
    "list(map(lambda q: q + $-int, $ints))",
    "t($ints)",
    "$box[$int:$int]",
    "[*$box][:5]",
)
_COMPREHENSIONS = forms(
    "[$+int for $INT1 in $-items]",
    "[$+int for $INT1 in $-items if $+bool]",
    "[$+int for $INT1 in $-items if $+bool if $+bool]",
    "[$+int for $INT1 in $-items for $INT2 in range($INT1 % 3)][:6]",
    "[$+int for $INT1 in $-items if t($INT1) for $INT2 in $-items if $+bool][:6]",
    "[$+int for $int1 in $-items]",
    "[$INT2 + $INT3 for $INT1 in $-items for $INT2, ($INT3, *$INTS4) in [($INT1, [$INT1, $-int])]]",
    "[sum([$INT2 + $+int for $INT2 in range($INT1 % 3)]) for $INT1 in $-items]",
    "[\n    $+int\n    for $INT1 in $-items\n    if ($+bool)\n]",
    "sorted({$+int for $INT1 in $-items})",
    "[*{$INT1: $+int for $INT1 in $-items if $+bool}.values()]",
    inside="comprehension",
) + forms("list($+int for $INT1 in $-items)", "[*($+int for $INT1 in $-items if $+bool)]", inside="genexp")
_WALRUS = forms(
    "[$int1 for $INT1 in $-items if ($int1 := $INT1 + 1) > 1]",
    "[($int1 := $int1 + $INT1) for $INT1 in $-items]",
    needs="walrus",
    inside="comprehension",
) + forms("list(($int1 := $INT1) for $INT1 in $-items)", needs="walrus", inside="genexp")
_ASYNC = forms(
    "[$+int async for $INT1 in $-aitems]",
    "[$+int async for $INT1 in $-aitems if $+bool]",
    "[$+int async for $INT1 in $-aitems if await pause($INT1)]",
    "[await pause($INT1) for $INT1 in $-items]",
    "[$INT1 for $INT1 in await pause($ints)]",
    "sorted({$+int async for $INT1 in $-aitems})",
    "[*{$INT1: $+int async for $INT1 in $-aitems}]",
    "[$INT1 + $INT2 async for $INT1 in $-aitems for $INT2 in $-items][:6]",
    needs="await",
    inside="comprehension",
) + forms("[k async for k in akeep($INT1 + 1 async for $INT1 in $-aitems)]", needs="await", inside="genexp")
_GENERATED = forms("list(keep($gen($int)))", "[*keep($gen($int))]", needs="risky")

FORMS = {
    "ints": _LISTS + _GENERATED + _COMPREHENSIONS + _WALRUS * 2 + _ASYNC * 2,
    "dict": forms(
        "{'a': $int, 'b': $int}",
        "{**$dict, $str: $int}",
        "{t('a'): t($int), t('b'): t($int)}",
        "dict(a=$int, **{'b': $int})",
        "dict(zip('ab', $ints))",
        "$dict | {'c': $int}",
        "{\n    'a': $int,\n    **$dict,\n}",
    )
    + forms("{$+str: $+int for $INT1 in $-items}", "{f'{$INT1}': $+int for $INT1 in $-items if $+bool}", inside="comprehension"),
    "items": forms(
        "$ints[:3]",
        "range($int % 4)",
        "[$int, $int]",
        "($int, $int)",
        "{$int, $int}",
        "iter($ints[:3])",
        "reversed([$int, $int])",
        "map(t, $ints[:3])",
        "filter(None, $ints[:3])",
        "list($dict.values())",
        "$box",
    )
    + forms("map($fn, $ints[:2])", "keep($gen($int))", needs="risky")
    + forms("($+int for $INT1 in $-items)", inside="genexp"),
    "aitems": forms("Ticks($int)", "akeep($agen($int))", "akeep($agen($int))"),
    "any": forms("$int", "$str", "$ints", "$dict", "($int, $str)", "bool($bool)", "$num", "$box", "{'k': ($ints, $int)}", "[$str, $ints]"),
}
