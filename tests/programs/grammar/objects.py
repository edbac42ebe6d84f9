"""Expressions over instances of the program's own classes."""

from tests.programs.form import blocks, lines

LEAVES = {
    "num": lines(
        """
        $numtype(1)
        $numtype(2)
        """,
    ),
    "alg": lines(
        """
        $algtype(1)
        $algtype(2)
        """,
    ),
    "ord": lines(
        """
        $ordtype(1)
        $ordtype(2)
        """,
    ),
    "box": lines("$boxtype(2)"),
    "call": lines("$calltype(1)"),
    "prop": lines("$proptype(3)"),
    "guard": lines(
        """
        $guardtype(1)
        $guardtype(2)
        """,
    ),
}

_INTEGERS = (
    lines(
        """
        int($num)
        ($num + $int).value
        ($int + $num).value
        (-$num).value
        ($num + $num - $int).value
        abs($num.value)
        """,
    )
    + lines(
        """
        [4, 5, 6][$alg]
        ($alg @ $alg).value
        (~$alg).value
        ($alg @ $int + $alg).value
        """,
    )
    + lines(
        """
        max([$ord, $ord]).rank
        sorted([$ord, $ord, $ord])[0].rank
        ($ord or $ord).rank
        ($ord and $ord).rank
        """,
    )
    + lines(
        """
        $box[$int]
        $box[$int % 3]
        $box[t($int) % 2]
        $box[$int, $int]
        $box[*$ints]
        $box[$int:$int, ...]
        len($box)
        sum($box)
        """,
    )
    + lines(
        """
        $call($int)
        $call($int, *$ints, key=$int)
        $call($int) + $call($int)
        """,
    )
    + blocks(
        """
        $call(
            $int,
            key=$int,
        )
        """,
    )
    + lines(
        """
        $prop.value
        $prop.anything
        $prop.total()
        $prop.make($int).value
        $prop.twice($int)
        $prop.value + $prop.value
        """,
    )
)
_OBJECTS = {
    "num": lines(
        """
        $numtype($int)
        $num + $int
        $num + $num
        $num - $int
        -$num
        t($num)
        $num if $bool else $num
        """,
    ),
    "alg": lines(
        """
        $algtype($int)
        $alg @ $int
        ~$alg
        """,
    ),
    "ord": lines(
        """
        $ordtype($int)
        max($ord, $ord)
        $ord or $ord
        $ord and $ord
        """,
    ),
    "box": lines(
        """
        $boxtype($int)
        $boxtype($int) if $bool else $box
        """,
    ),
    "call": lines(
        """
        $calltype($int)
        t($call)
        """,
    ),
    "prop": lines(
        """
        $proptype($int)
        $prop.make($int)
        """,
    ),
    "guard": lines("$guardtype($int)"),
}

FORMS = {
    "int": _INTEGERS * 2,
    **_OBJECTS,
    "str": lines(
        """
        repr($num)
        repr($box)
        str($prop)[:9]
        """,
    )
    + lines(
        """
        f"{($+num)!r:>9}"
        f"{($+alg):>4}"
        """,
        inside="field",
    ),
}
