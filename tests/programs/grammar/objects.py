"""Expressions over instances of the program's own classes."""

from __future__ import annotations

from ..form import forms

LEAVES = {
    "num": forms("$numtype(1)", "$numtype(2)"),
    "alg": forms("$algtype(1)", "$algtype(2)"),
    "ord": forms("$ordtype(1)", "$ordtype(2)"),
    "box": forms("$boxtype(2)"),
    "call": forms("$calltype(1)"),
    "prop": forms("$proptype(3)"),
    "guard": forms("$guardtype(1)", "$guardtype(2)"),
}

_INTEGERS = (
    forms(
        "int($num)",
        "($num + $int).value",
        "($int + $num).value",
        "(-$num).value",
        "($num + $num - $int).value",
        "abs($num.value)",
    )
    + forms("[4, 5, 6][$alg]", "($alg @ $alg).value", "(~$alg).value", "($alg @ $int + $alg).value")
    + forms("max([$ord, $ord]).rank", "sorted([$ord, $ord, $ord])[0].rank", "($ord or $ord).rank", "($ord and $ord).rank")
    + forms("$box[$int]", "$box[$int % 3]", "$box[t($int) % 2]", "$box[$int, $int]", "$box[*$ints]", "$box[$int:$int, ...]", "len($box)", "sum($box)")
    + forms("$call($int)", "$call($int, *$ints, key=$int)", "$call(\n    $int,\n    key=$int,\n)", "$call($int) + $call($int)")
    + forms("$prop.value", "$prop.anything", "$prop.total()", "$prop.make($int).value", "$prop.twice($int)", "$prop.value + $prop.value")
)
_OBJECTS = {
    "num": forms("$numtype($int)", "$num + $int", "$num + $num", "$num - $int", "-$num", "t($num)", "$num if $bool else $num"),
    "alg": forms("$algtype($int)", "$alg @ $int", "~$alg"),
    "ord": forms("$ordtype($int)", "max($ord, $ord)", "$ord or $ord", "$ord and $ord"),
    "box": forms("$boxtype($int)", "$boxtype($int) if $bool else $box"),
    "call": forms("$calltype($int)", "t($call)"),
    "prop": forms("$proptype($int)", "$prop.make($int)"),
    "guard": forms("$guardtype($int)"),
}

FORMS = {"int": _INTEGERS * 2, **_OBJECTS, "str": forms("repr($num)", "repr($box)", "str($prop)[:9]")
    + forms('f"{($+num)!r:>9}"', 'f"{($+alg):>4}"', inside="field")}
