"""Functions in functions, which share names with what is around them."""

from tests.programs.form import blocks, lines

_SHARING = blocks(
    """
    def $FN1($INT2):
        nonlocal $int1
        $int1 = $int1 % 99 + t($INT2)
        $+body
    t($FN1($int))

    def $FN1($INT2):
        nonlocal $int1, $int2
        $int1, $int2 = $INT2, $int1
        return t($int1 - $int2)
    $FN1($int)
    t($int1)

    def $FN1($INT2):
        nonlocal $int1
        del $int1
        $int1 = $+int
        return $int1
    t($FN1($int) + $int1)

    def $FN1($INT2=$int):
        return [$INT2 + $int1 for _ in range(2)][0] + $int1
    $int1 = 8
    t($FN1())
    """,
    needs="function",
    inside="function",
)
_LATE = lines(
    """
    t([call() for call in [lambda k=k: k + $-int for k in (1, 2)]])
    t([call() for call in [lambda: k for k in (1, 2)]])
    """,
) + blocks(
    """
    $INT1 = $int
    $FNS2 = [lambda: $INT1 for _ in range(2)]
    $INT1 += 1
    t([call() for call in $FNS2])

    $INT1 = 0
    def outer():
        middle = $-int
        def inner():
            return middle + $INT1
        return inner
    $INT1 = outer()()
    """,
)

FORMS = {
    "compound": _SHARING * 3 + _LATE,
    "definition": blocks(
        """
        def make($INT2):
            def $FN3(step=$+int):
                nonlocal $INT2
                $INT2 = $INT2 % 50 + step
                return t($INT2)
            return $FN3
        $FN1 = make($int)
        """,
        inside="function",
    )
    * 2,
}
