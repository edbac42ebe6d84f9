"""Statements of one line: bindings, updates, deletions, expressions."""

from tests.programs.form import blocks, lines

_BINDINGS = lines(
    """
    $INT1 = $int
    $INT1 = $int
    $STR1 = $str
    $INTS1 = $ints
    $DICT1 = $dict
    $INT1 = $INT2 = $int
    $INT1, $INT2 = $int, $int
    $INT1, *$INTS2 = [$int, *$ints]
    ($INT1, [$INT2, *$INTS3]), $INT4 = ($int, [$int, $int]), $int
    *$INTS1, $INT2 = $int, $int
    [$INT1, $STR2] = $int, $str
    $INT1: int = $int
    $INTS1: 'list[int]' = $ints
    $INT1: t('note') = $int
    $INT1 = $int; t($INT1); $INT2 = $INT1
    $NUM1 = $num
    $ALG1 = $alg
    $BOX1 = $box
    $PROP1 = $prop
    $CALL1 = $call
    $ORD1 = $ord
    """,
) + blocks(
    """
    $INT1 = (
        $int
        + $int
    )
    """,
)
_REBINDINGS = lines(
    """
    $int1 = $int
    $int1 += $int
    $int1 -= $int
    $int1 *= 2
    $int1 //= 2
    $int1 %= 7
    $int1 |= $int
    $int1 ^= $int
    $int1 &= $int
    $int1 <<= 1
    $int1 >>= 1
    $int1 **= 1
    $int1, $int2 = $int2, $int1
    $str1 += 'z'
    $str1 = $str1[-6:] + $str[:6]
    $ints1 = $ints
    $num1 += $int
    $num1 -= $num
    $alg1 @= $alg
    """,
) + blocks(
    """
    $int1 = int($int1)
    $int1 /= 1
    $int1 = int($int1)
    """,
)
_PLACES = lines(
    """
    $ints1 += [$int]
    $ints1.append($int)
    $ints1[0:1] = [$int, $int]
    $ints1[:] = $ints[:4]
    $ints1[t(0):t(1)] += [$int]
    ($ints or [0])[0] += $int
    $dict1['a'] = $int
    $dict1[$str] = $int
    $dict1[t('c')] = $dict1['d'] = t($int)
    $dict1.update(b=$int)
    $dict1 |= {'z': $int}
    $box[t(1)] += t($int)
    $box[$int] = $int
    $box[$int:$int] = $ints[:2]
    $box[0], $box[t(1)] = t($int), t($int)
    $prop.value = $int
    $prop.value += $int
    $prop.note: $-int = $int
    $prop.value, $box[0] = $int, $int
    $box[0]: $-str = $int
    $INT1 = $box[0] = $int
    """,
) + blocks(
    """
    $dict1.setdefault('a', 0)
    $dict1[t('a')] += t($int)

    $DICT1 = {}
    $DICT1['a']: $-str = $int

    spot = Spot()
    spot.size: $-int = $int
    spot.size += t(spot.size)
    del spot.size
    """,
)
_DELETIONS = lines(
    """
    $INT1 = $int; del $INT1
    $INT1, $INT2 = $int, $int; del ($INT1, $INT2)
    del $ints1[:1]
    del $ints1[t(0):t(2):t(1)], $ints1[:]
    del $box[$int]
    """,
    inside="block",
) + blocks(
    """
    $dict1['a'] = $int
    del $dict1['a']

    $PROP1 = $prop
    $PROP1.extra = $int
    del $PROP1.extra
    """,
    inside="block",
)
_EXPRESSIONS = lines(
    """
    t($int)
    t($any)
    t($ints)
    t($str)
    $int
    print($str, $int, sep='-')
    print($any)
    assert $bool or True, $str
    assert t(1), t($str)
    pass
    ...
    'a string statement'
    $bool and t($int)
    $bool or t($int)
    t($int) if $bool else t($str)
    (t($int), t($int))
    $call($int)
    """,
) + blocks(
    r"""
    print(
        $int,
        end='é\n',
    )
    """,
)
_IMPORTS = blocks(
    """
    import json, math as m
    t(m.gcd($int, 6))
    t(json.dumps($ints))

    from math import floor as down, ceil
    t(down($int / 2) + ceil(0.5))

    import warnings
    warnings.warn($str, stacklevel=1)

    import os.path
    t(os.path.join('a', $str))
    """,
    inside="block",
) + blocks(
    """
    t($int1)
    exec('t($int1)')
    """,
)
_SUSPENSIONS = (
    lines(
        """
        yield $int
        yield
        $INT1 = (yield $int) or 1
        t((yield $int))
        """,
        needs="yield",
    )
    + lines('t(f"{(yield $+int)!r}é")', needs="yield", inside="field")
    + lines(
        """
        yield from $items
        yield from keep($gen($int))
        $INT1 = (yield from keep($gen($int))) or 2
        """,
        needs="delegate",
    )
    + lines(
        """
        await pause($int)
        $INT1 = await $afn($int)
        t(await $afn($int))
        """,
        needs="await",
    )
)
_JUMPS = (
    lines("return $int", needs="return")
    + lines("return", needs="stop")
    + lines(
        """
        break
        continue
        """,
        needs="loop",
    )
)
_TYPES = lines(
    """
    type $ALIAS1 = list[$-int]
    type $ALIAS1[K, *L, **M] = dict[K, L]
    """,
    needs="3.12",
)

FORMS = {
    "simple": _BINDINGS * 2
    + _REBINDINGS
    + _PLACES
    + _DELETIONS
    + _EXPRESSIONS * 2
    + _IMPORTS
    + _SUSPENSIONS * 4
    + _JUMPS
    + _TYPES,
    "ending": lines(
        """
        return $int
        return t($int)
        """,
    )
    + blocks(
        """
        return (
            $int
            + $int
        )
        """,
    ),
    "genending": lines(
        """
        yield $int
        return (yield t($int))
        """,
    )
    + blocks(
        """
        yield $int
        return $int
        """,
    ),
    "agenending": lines("yield $int")
    + blocks(
        """
        yield $int
        return
        """,
    ),
}
