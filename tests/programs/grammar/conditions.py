"""Expressions that are tested for truth."""

from tests.programs.form import blocks, lines

LEAVES = {
    "bool": lines(
        """
        True
        False
        None
        """,
    )
}

FORMS = {
    "bool": lines(
        """
        $int < $int
        $int <= $int
        $int > $int
        $int >= $int
        $int == $int
        $int != $int
        $ints is None
        $str is not None
        $int in $ints
        $str not in $dict
        $int < $int < $int
        t($int) < t($int) <= t($int)
        $int == $int != $int < $int
        $int in $ints in [[1], $ints]
        not $bool
        $bool and $bool
        $bool or $bool
        $bool and not $bool or $bool
        t($bool) and t($bool) and t($int)
        $bool if $bool else $bool
        isinstance($int, int)
        (..., $int)[0] is Ellipsis
        callable($fn)
        $str < $str
        """,
    )
    + blocks(
        """
        (
            $bool
            and $bool
            or not $bool
        )
        """,
    )
    + lines(
        """
        any($+bool for $INT1 in $-items)
        all($+bool for $INT1 in $-items if $+bool)
        """,
        inside="genexp",
    )
    + lines("any([$+bool for $INT1 in $-items])", inside="comprehension")
    + lines(
        """
        ($int1 := $int) > $int
        $int < ($int1 := $int) < $int1
        """,
        needs="walrus",
    )
    + lines(
        """
        await pause($bool)
        await pause($bool) and not await pause($bool)
        """,
        needs="await",
    )
    + lines(
        """
        $num == $num
        $num == $int
        $num in [$num, $num]
        $num is $num
        """,
    )
    + lines(
        """
        $ord < $ord
        $ord <= $ord
        $ord < $ord < $ord
        $ord == $ord
        $ord
        not $ord
        $ord and $bool
        $ord != $int
        """,
    )
    * 2
    + lines(
        """
        $int in $box
        $int not in $box
        bool($box)
        """,
    ),
}
