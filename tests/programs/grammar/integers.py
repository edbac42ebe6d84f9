"""Expressions that give a small integer; none can make a number explode when a loop repeats it."""

from tests.programs.form import blocks, lines

LEAVES = {
    "int": lines(
        """
        0
        1
        2
        3
        5
        7
        -1
        10
        """,
    ),
    "digit": lines(
        """
        1
        2
        3
        """,
    ),
}

_ARITHMETIC = lines(
    r"""
    $int + $int
    $int - $int
    $int * 3
    $int // 2
    $int % 5
    int($int / 4)
    ($int % 4) ** 2
    $int & $int
    $int | $int
    $int ^ $int
    $int << 1
    $int >> 1
    -$int
    +$int
    ~$int
    abs($int)
    divmod($int, 7)[1]
    $int * $int % 97
    int((1 + 2j).imag) + $int
    b'\x01ab'[0] + $int
    """,
)
_CHOICES = lines(
    """
    $int if $bool else $int
    $bool and $int
    $int or $int
    $int and $int or $int
    [$int, $int][bool($bool)]
    ({True: $int, False: $int})[bool($bool)]
    """,
)
_CALLS = lines(
    """
    t($int)
    t($int) + t($int)
    t(t($int) - t($int))
    t(x=$int)
    max($int, $int)
    max(0, *$ints, $int)
    max(*$ints, *$ints, 1, 2)
    min($ints, default=$int)
    len($ints)
    sum($ints)
    len($str)
    len($dict)
    len(dict(**$dict, w=$int, **{}))
    """,
)
_ITEMS = lines(
    """
    ($ints or [1])[0]
    ($ints or [2])[t(-1)]
    {'a': 1, **$dict}['a']
    $dict.get('b', $int)
    {'k': $int, **$dict}['k']
    (*$ints, $int)[0]
    """,
)
_LINES = blocks(
    r"""
    (
        $int
        + $int
    )

    max(
        $int,
        $int,
    )

    t(
        $int
        if ($bool)
        else $int
    )

    ($int - \
        $int)

    (
        $ints
        or [1]
    )[
        -1
    ]
    """,
)
_LAMBDAS = lines(
    """
    (lambda: $+int)()
    (lambda $INT1: $+int)($int)
    (lambda $INT1, $INT2=$int: $+int)($int)
    (lambda $INT1: $+int if $INT1 else $+int)($int)
    (lambda $INT1: lambda $INT2=$INT1: $INT1 + $INT2)($int)()
    (lambda *$INTS1, k=$int, **$DICT2: k + $+int)(*$ints, k=$int)
    (lambda $INT1, /, $INT2, *, k: $INT1 - $INT2 + k)($int, $int, k=$int)
    """,
    inside="lambda",
) + lines("(lambda $INT1: ($INT1 := $INT1 + 1) + $+int)($int)", needs="walrus", inside="lambda")
_COMPREHENSIONS = lines(
    """
    sum([$+int for $INT1 in $-items])
    sum([$+int for $INT1 in $-items if $+bool])
    len({$+int for $INT1 in $-items})
    sum([$INT1 for $int1 in $-items for $INT1 in ($int1, $-int)])
    """,
    inside="comprehension",
) + lines(
    """
    sum($+int for $INT1 in $-items)
    max(($+int for $INT1 in $-items if $+bool), default=$int)
    next(($+int for $INT1 in $-items if $+bool), $int)
    sum((lambda k=$INT1: k + $INT1)() for $INT1 in $-items)
    """,
    inside="genexp",
)
_WALRUS = lines(
    """
    ($int1 := $int)
    t($int1 := $int)
    ($int1 := $int) + $int1
    max([$int1 := $int, $int1 + 1])
    """,
    needs="walrus",
)
_SUSPENSIONS = (
    lines(
        """
        ((yield $int) or $int)
        ((yield) or $int)
        """,
        needs="yield",
    )
    + lines(
        """
        ((yield from keep($gen($int))) or $int)
        ((yield from $items) or 1)
        """,
        needs="delegate",
    )
    + lines(
        """
        await $afn($int)
        await pause($int)
        -await pause($int) + await pause($int)
        len(await asyncio.gather($afn($digit), $afn($digit), return_exceptions=True))
        """,
        needs="await",
    )
)
_NAMES = lines(
    """
    $glob
    eval('$int1 + 1')
    len(sorted(locals()))
    """,
) + lines(
    """
    $fn($int)
    $fn($int)
    $fn(*[$int])
    $multi($int)
    $multi($int, $int, *$ints, key=$int, **$dict)
    $multi($int, key=$int)
    $multi(*$ints[:1], $int, **{'key': $int})
    next(keep($gen($int)), $int)
    sum(keep($gen($int)))
    """,
    needs="risky",
)

FORMS = {
    "int": _ARITHMETIC
    + _CHOICES
    + _CALLS * 2
    + _ITEMS
    + _LINES
    + _LAMBDAS
    + _COMPREHENSIONS
    + _WALRUS * 3
    + _SUSPENSIONS * 3
    + _NAMES * 2,
}
