"""The hard tier: receivers, keys and callees computed over several steps, shared iterators, caches."""

from tests.programs.form import blocks, lines

FORMS = {
    "simple": lines(
        """
        [$box1, $box][$int % 2].a = $int
        {'a': $ints1, 'b': $ints}[$key].append($int)
        ($ints1 if $bool else $ints)[0] = $int
        getattr($box1, 'put' if $bool else 'get')($int)
        setattr($box1, $key, $int)
        [$callee, $callee][$int % 2]($int)
        """
    ),
    "compound": blocks(
        """
        $BOX1 = $box
        $BOX2 = [$BOX1, $box1][$int % 2]
        $BOX2.peer = [$BOX1, $BOX2][$int % 2]
        $BOX2.peer.a = $int
        $INT3 = $BOX1.a

        $INTS1 = [$int, $int]
        $DICT2 = {'a': $INTS1, 'b': [$int]}
        $DICT2[$key] = $DICT2[$key]
        $DICT2[$key][0] = $int
        $INT3 = $INTS1[0]

        it = iter($ints)
        $INT1 = next(it, $int)
        if $bool:
            next(it, None)
        $INT2 = next(it, $int)

        it = iter($ints)
        $INT1 = sum(a - b for a, b in zip(it, it))
        $INT2 = next(it, $int)

        $INT1 = cached($int % 3)
        if $bool:
            cached($int % 3)
        $INT2 = cached($int % 3)

        fs = {'a': $callee, 'b': $callee}
        fs[$key] = $callee
        $INT1 = fs[$key]($int)

        it = $gen1($int)
        $INT1 = next(it, $int)
        $INTS2 = [$int, *it]
        """,
    ),
    "int": lines(
        """
        [$callee, $callee][$int % 2]($int)
        getattr($box, $key)
        ({'a': $callee, 'b': $callee})[$key]($int)
        cached($int % 4)
        """
    ),
}
