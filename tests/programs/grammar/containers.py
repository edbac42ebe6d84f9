"""Expressions that give lists of integers, dictionaries, and iterables; sliced where a loop could make them grow."""

from tests.programs.form import blocks, lines

LEAVES = {
    "ints": lines(
        """
        []
        [1]
        [2, 3]
        [3, 1, 2]
        """,
    ),
    "dict": lines(
        """
        {}
        {'a': 1}
        {'a': 2, 'b': 3}
        """,
    ),
    "items": lines(
        """
        [1, 2]
        range(3)
        (2,)
        ()
        """,
    ),
    "aitems": lines(
        """
        Ticks(2)
        Ticks(1)
        """,
    ),
    "any": lines(
        """
        None
        1
        'a'
        (1, 'b')
        1.5
        2j
        b'x'
        ...
        [[1], {'a': {2}}]
        """,
    ),
}

_LISTS = lines(
    """
    [$int, $int]
    [$int]
    [*$ints, $int][:5]
    [*$items, *$items][:6]
    list(range($int % 4))
    $ints[$int:$int]
    $ints[::2]
    $ints[t(-1)::t(-1)]
    ($ints + $ints)[:5]
    sorted({*$ints, $int})
    sorted({$int, $int, $int})
    sorted($ints, key=lambda q: -q)
    list({'a': $int, **$dict}.values())
    $ints if $bool else $ints
    $ints or [$int]
    list($items)[:6]
    list(map(lambda q: q + $-int, $ints))
    t($ints)
    $box[$int:$int]
    [*$box][:5]
    """,
) + blocks(
    """
    [
        $int,
        *$ints[:3],
    ]
    """,
)
_COMPREHENSIONS = (
    lines(
        """
        [$+int for $INT1 in $-items]
        [$+int for $INT1 in $-items if $+bool]
        [$+int for $INT1 in $-items if $+bool if $+bool]
        [$+int for $INT1 in $-items for $INT2 in range($INT1 % 3)][:6]
        [$+int for $INT1 in $-items if t($INT1) for $INT2 in $-items if $+bool][:6]
        [$+int for $int1 in $-items]
        [$INT2 + $INT3 for $INT1 in $-items for $INT2, ($INT3, *$INTS4) in [($INT1, [$INT1, $-int])]]
        [sum([$INT2 + $+int for $INT2 in range($INT1 % 3)]) for $INT1 in $-items]
        sorted({$+int for $INT1 in $-items})
        [*{$INT1: $+int for $INT1 in $-items if $+bool}.values()]
        """,
        inside="comprehension",
    )
    + blocks(
        """
        [
            $+int
            for $INT1 in $-items
            if ($+bool)
        ]
        """,
        inside="comprehension",
    )
    + lines(
        """
        list($+int for $INT1 in $-items)
        [*($+int for $INT1 in $-items if $+bool)]
        """,
        inside="genexp",
    )
)
_WALRUS = lines(
    """
    [$int1 for $INT1 in $-items if ($int1 := $INT1 + 1) > 1]
    [($int1 := $int1 + $INT1) for $INT1 in $-items]
    """,
    needs="walrus",
    inside="comprehension",
) + lines("list(($int1 := $INT1) for $INT1 in $-items)", needs="walrus", inside="genexp")
_ASYNC = lines(
    """
    [$+int async for $INT1 in $-aitems]
    [$+int async for $INT1 in $-aitems if $+bool]
    [$+int async for $INT1 in $-aitems if await pause($INT1)]
    [await pause($INT1) for $INT1 in $-items]
    [$INT1 for $INT1 in await pause($-ints)]
    sorted({$+int async for $INT1 in $-aitems})
    [*{$INT1: $+int async for $INT1 in $-aitems}]
    [$INT1 + $INT2 async for $INT1 in $-aitems for $INT2 in $-items][:6]
    """,
    needs="await",
    inside="comprehension",
) + lines(
    "[k async for k in akeep($INT1 + 1 async for $INT1 in $-aitems)]",
    needs="await",
    inside="genexp",
)
_GENERATED = lines(
    """
    list(keep($gen($int)))
    [*keep($gen($int))]
    """,
    needs="risky",
)

FORMS = {
    "ints": _LISTS + _GENERATED + _COMPREHENSIONS + _WALRUS * 2 + _ASYNC * 2,
    "dict": lines(
        """
        {'a': $int, 'b': $int}
        {**$dict, $str: $int}
        {t('a'): t($int), t('b'): t($int)}
        dict(a=$int, **{'b': $int})
        dict(zip('ab', $ints))
        $dict | {'c': $int}
        """,
    )
    + blocks(
        """
        {
            'a': $int,
            **$dict,
        }
        """,
    )
    + lines(
        """
        {$+str: $+int for $INT1 in $-items}
        {f'{$INT1}': $+int for $INT1 in $-items if $+bool}
        """,
        inside="comprehension",
    ),
    "items": lines(
        """
        $ints[:3]
        range($int % 4)
        [$int, $int]
        ($int, $int)
        {$int, $int}
        iter($ints[:3])
        reversed([$int, $int])
        map(t, $ints[:3])
        filter(None, $ints[:3])
        list($dict.values())
        $box
        """,
    )
    + lines(
        """
        map($fn, $ints[:2])
        keep($gen($int))
        """,
        needs="risky",
    )
    + lines("($+int for $INT1 in $-items)", inside="genexp"),
    "aitems": lines(
        """
        Ticks($int)
        akeep($agen($int))
        akeep($agen($int))
        """,
    ),
    "any": lines(
        """
        $int
        $str
        $ints
        $dict
        ($int, $str)
        bool($bool)
        $num
        $box
        {'k': ($ints, $int)}
        [$str, $ints]
        """,
    ),
}
