"""Module level: what functions read, and the end of main."""

from tests.programs.form import blocks, lines

FORMS = {
    "global": lines(
        """
        $GLOB1 = K(3)
        $GLOB1 = K(8)
        """
    ),
    "shared": lines(
        """
        $INT1 = K(6)
        $TABLE1 = [K(1), K(5)]
        $BOOK1 = {'a': K(1), 'b': K(9)}
        $STR1 = K('ab')
        $BOOL1 = K(False)
        """
    ),
    "instance": lines("$THING1 = $boxtype1(K(2))"),
    "maindef": blocks(
        """
        def main():
            $+main

        def main():
            $INT1 = K(3)
            $INTS2 = [K(4), K(1), K(2)]
            $+main

        def main():
            $BOX1 = $boxtype1(K(3))
            $INT2 = K(2)
            $+main

        def main():
            $BOX1 = $boxtype1(K(2), b=K(1))
            $INTS2 = [K(4), K(2)]
            $+main

        def main():
            $INTS1 = [0, *$gen1(K(3))]
            $INT2 = sum($gen1(K(2)))
            $+main

        def main():
            $DICT1 = {'a': K(3), 'b': K(1)}
            $INT2 = K(2)
            $+main

        def main():
            $INTS1 = [K(3), K(1)]
            $DICT2 = {'b': K(2), 'a': K(0)}
            $+main
        """,
        inside="main",
    ),
    "output": lines(
        """
        return $int
        return $int1
        return $int1, $int2
        return $int1, $ints1
        return [$int1, $int2, $int3, $ints1]
        return [$int1, $int2, $int3]
        return $int1, $int2, $dict1, $ints
        return $int1, $ints1, $ints2, $str
        return $fn1($int1), $fn1($int2), $int2
        return $fn1($int1), $int1
        return [$int1, $ints, $str1]
        return $int1, $dict1
        return $dict, $str
        return $int1, $box1.a, $box1.total
        return $box1.get($int1), $box1.b
        return $box1.a, $box1.items
        return $box1.total, $box1 + $int1
        return $modify1($box1, $int1), $box1.a
        return $int1 + $int2 + sum($ints1)
        return $fn1($int1), $glob1
        return $str, $int1
        return $thing1.a, $int1, $thing1.items
        return $thing1.total, $thing1.b
        return $table1, $int1
        return $glob1, $table1
        return $glob1, $book1
        return $glob1, $int1
        return list($gen1($int1))
        return $alter1($ints1, $int1), $ints1
        return f"{$int1}", $book1
        """
    ),
    "int": lines("$glob1"),
}
