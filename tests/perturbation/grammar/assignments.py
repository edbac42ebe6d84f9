"""Simple statements: names, elements and attributes that are written."""

from tests.programs.form import blocks, lines

_NEW = lines(
    """
    $INT1 = $int
    $INT1, $INT2 = $int, $int
    $INT1, *$INTS2 = [$int, *$ints[:2], $int]
    $STR1 = $str
    $INTS1 = $ints
    $INTS1 = [$int, $int]
    $DICT1 = $dict
    $BOX1 = $box
    $BOOL1 = $bool
    $FN1 = $callee
    $INT1 = $fn1($int)
    $INT1 = $fn1($int)
    $INT1 = $fn1($int) + $fn1($int)
    $INT1 = $multi1($int, $int)
    $INT1 = $alter1($ints1, $int)
    $INT1 = $alter1($ints, $int)
    $INT1 = $modify1($box1, $int)
    $INT1 = $box.get($int)
    $INT1 = sum($gen1($int))
    $INTS1 = [$int, *$gen1($int)]
    """
)
_NAMES = lines(
    """
    $int1 = $int
    $int1 = $fn1($int)
    $int1 = $multi1($int1, $int)
    $int1 += $int
    $int1 += $fn1($int)
    $int1 -= $int
    $int1 += next($gen1($int), $int)
    $int1 += $box1.a
    $int1 = $box1.get($int)
    $int1 += $box1.total
    $int1, $int2 = $int2, $int
    $str1 = $str
    $str1 = ($str1 + $str)[-6:]
    $ints1 = $ints
    $dict1 = $dict
    $box1 = $box
    $INTS1 = $ints1
    $BOX1 = $box1
    """
)
_ELEMENTS = lines(
    """
    $ints1[0] = $int
    $ints1[$int % len($ints1)] = $int
    $ints1[-1] += $int
    $ints1[1:2] = [$int, $int]
    $ints1 += [$int]
    $ints1.append($int)
    $ints1.append($int)
    $ints1.insert(0, $int)
    $ints1.extend($ints[:2])
    $ints1.sort()
    $ints1.sort(key=$callee)
    $ints1.reverse()
    list(map($ints1.append, [$int]))
    $int1 = $alter1($ints1, $int)
    $table1[$int % 1] = $int
    $table1.append($int)
    $dict1['a'] = $int
    $dict1[$key] = $int
    $dict1[$key] += $int
    $dict1.update(b=$int)
    $dict1.update({$key: $int})
    $dict1.setdefault($key, $int)
    $dict1.pop($key, None)
    $int1 = $dict1.pop($key, $int)
    $book1[$key] = $int
    """
) + blocks(
    """
    if len($ints1) > 1:
        $ints1.pop()

    if len($ints1) > 1:
        del $ints1[0]

    $STR2 = K('b')
    if $STR2 in $dict1 and len($dict1) > 1:
        del $dict1[$STR2]

    $DICT1 = {'a': 1, 'b': $int}
    del $DICT1[$key]

    $INTS1 = [$int, $int]
    del $INTS1[$int % 2]
    """
)
_ATTRIBUTES = lines(
    """
    $box1.a = $int
    $box1.b = $int
    $box1.a += $int
    $box1.total = $int
    $box1[$int] = $int
    $box1.items.append($int)
    $box1.put($int)
    $box1 += $int
    setattr($box1, 'a', $int)
    $modify1($box1, $int)
    $modify1($thing1, $int)
    $thing1.a = $int
    $thing1.b += $int
    $thing1.put($int)
    $boxtype1.rate = $int
    """
)
_CHOSEN = lines(
    """
    $bool and $ints1.append($int)
    $bool or $dict1.update(b=$int)
    $box1.put($int) if $bool else $int
    $proc1() if $bool else $int
    $bool and $proc1()
    $proc1()
    ($proc1 if $bool else $proc2)()
    [$proc1, $proc2][$int % 2]()
    """
) + blocks(
    """
    if $bool:
        $proc1()

    if $bool:
        $proc1()
    else:
        $proc2()
    """
)
_EFFECTS = _NAMES * 2 + _ELEMENTS + _ATTRIBUTES + _CHOSEN
FORMS = {"simple": _NEW + _EFFECTS, "effect": lines("$INT1 = $int") + _EFFECTS}
