"""Expressions that are tested for truth."""

from __future__ import annotations

from ..form import forms

LEAVES = {"bool": forms("True", "False", "None")}

FORMS = {
    "bool": forms(
        "$int < $int",
        "$int <= $int",
        "$int > $int",
        "$int >= $int",
        "$int == $int",
        "$int != $int",
        "$ints is None",
        "$str is not None",
        "$int in $ints",
        "$str not in $dict",
        "$int < $int < $int",
        "t($int) < t($int) <= t($int)",
        "$int == $int != $int < $int",
        "$int in $ints in [[1], $ints]",
        "not $bool",
        "$bool and $bool",
        "$bool or $bool",
        "$bool and not $bool or $bool",
        "t($bool) and t($bool) and t($int)",
        "$bool if $bool else $bool",
        "(\n    $bool\n    and $bool\n    or not $bool\n)",
        "isinstance($int, int)",
        "(..., $int)[0] is Ellipsis",
        "callable($fn)",
        "$str < $str",
    )
    + forms("any($+bool for $INT1 in $-items)", "all($+bool for $INT1 in $-items if $+bool)", inside="genexp")
    + forms("any([$+bool for $INT1 in $-items])", inside="comprehension")
    + forms("($int1 := $int) > $int", "$int < ($int1 := $int) < $int1", needs="walrus")
    + forms("await pause($bool)", "await pause($bool) and not await pause($bool)", needs="await")
    + forms("$num == $num", "$num == $int", "$num in [$num, $num]", "$num is $num")
    + forms(
        "$ord < $ord",
        "$ord <= $ord",
        "$ord < $ord < $ord",
        "$ord == $ord",
        "$ord",
        "not $ord",
        "$ord and $bool",
        "$ord != $int",
    )
    * 2
    + forms("$int in $box", "$int not in $box", "bool($box)"),
}
