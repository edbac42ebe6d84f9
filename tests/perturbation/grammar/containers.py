"""Lists of numbers, dictionaries of numbers with the keys "a", "b" and "c", objects."""

from tests.programs.form import lines

LEAVES = {
    "ints": lines(
        """
        [K(1), 2, 3]
        [4, K(1)]
        [K(2)]
        """
    ),
    "dict": lines(
        """
        {'a': 1, 'b': K(2)}
        {'a': K(3), K('b'): 4}
        """
    ),
    "box": lines(
        """
        $boxtype1(K(3))
        $boxtype1(K(1), b=K(2))
        """
    ),
}
FORMS = {
    "ints": lines(
        """
        [$int, $int]
        [$int, *$ints[:3]]
        ($ints + $ints)[:5]
        $ints[:]
        list($ints)
        $ints[::-1]
        sorted($ints)
        [v + $int for v in $-ints]
        [v for v in $-ints if v > $int] or [$int]
        [x * y % 7 for x in $-ints[:3] for y in $-ints[:2]]
        list(map($callee, $ints))
        list(filter(lambda v: v > $int, $ints)) or [$int]
        [0, *$gen1($int)]
        [v for _, v in zip($-ints, $-ints)]
        list($dict.values())
        [n for k, n in $-dict.items() if k != $key] or [$int]
        $ints if $bool else $ints
        $box.items
        $table1
        $table1
        """
    ),
    "dict": lines(
        """
        {'a': $int, 'b': $int}
        {'a': $int, $key: $int}
        {**$dict, 'a': $int}
        dict($dict)
        $book1
        $book1
        $dict | {$key: $int}
        {k: v + $int for k, v in $-dict.items()}
        dict(zip('abc', [*$ints[:1], *$ints[:3]]))
        """
    ),
    "box": lines(
        """
        $boxtype1($int, b=$int)
        $boxtype1($int)
        $box.moved($int)
        $thing1
        $thing1
        """
    ),
}
