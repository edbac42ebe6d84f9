"""Numbers, truths and texts."""

from tests.programs.form import lines

LEAVES = {
    "int": lines(
        """
        K(2)
        K(3)
        K(1)
        K(5)
        K(0)
        K(-4)
        K(12)
        1
        4
        2
        """
    ),
    "bool": lines(
        """
        $int > K(2)
        $int % 2 == 0
        $int < 3
        K(True)
        """
    ),
    "str": lines(
        """
        K('a')
        K('b')
        K('xyz')
        """
    ),
    "key": lines(
        """
        'a'
        'b'
        K('a')
        K('b')
        """
    ),
    "callee": lines("abs"),
}
FORMS = {
    "int": lines(
        """
        $int + $int
        $int - $int
        $int * $int % 97
        $int // 2
        -$int
        max($int, $int)
        min($int, $int)
        $int if $bool else $int
        $int and $int
        $int or $int
        $fn($int)
        $fn($int)
        $fn($int)
        $multi1($int, $int)
        $multi1($int)
        $multi1($int, n=$int)
        $multi1(*[$int, $int])
        $multi1(**{'m': $int, 'n': $int})
        pick($ints, $int)
        $ints[$int % 1]
        $ints[0]
        $ints[-1]
        $dict['a']
        $dict.get($key, $int)
        $box.a
        $box.b
        $box.get($int)
        $box.total
        $box + $int
        $box[$int]
        $boxtype1.rate
        len($ints)
        sum($ints)
        sum($ints[1:])
        max($ints)
        sum(v for v in $-ints if v > $int)
        len([v for v in $-ints if v % 2 == $int % 2])
        sum(map($callee, $ints))
        sum($gen1($int))
        next($gen1($int), $int)
        sum($dict.values())
        len($str)
        (lambda x: x + $int)($int)
        sorted($ints, key=lambda v: -v * $int)[0]
        sum(1 for v in $-ints if $callee(v) > $int)
        $alter1($ints, $int)
        $modify1($box, $int)
        $thing1.get($int)
        $thing1.a
        $book1[$key]
        $table1[0]
        pick($table1, $int)
        """
    )
    + lines("($INT1 := $int) + $+int", inside="block", needs="walrus"),
    "bool": lines(
        """
        $int > $int
        $int == $int
        $int <= $int < $int
        $bool and $bool
        $bool or $bool
        not $bool
        $int in $ints
        $key in $dict
        $str == $str
        isinstance($int, int)
        any(v > $int for v in $-ints)
        """
    ),
    "str": lines(
        """
        ($str + $str)[-6:]
        $str.upper()
        str($int)
        '-'.join([$str[-3:], $str[-3:]])
        $str.replace($str[:2], $str[:2])[:6]
        '%s' % $int
        """
    )
    + lines(
        """
        f"{ $+int }"
        f"{ $+int }:{ $+int:03d}"
        """,
        inside="field",
    ),
    "key": lines(
        """
        'a' if $bool else 'b'
        """
    ),
    "callee": lines(
        """
        $fn
        $fn
        lambda x: x - $int
        lambda x: $int if x > $int else x
        """
    ),
}
