"""Functions, callbacks and generators."""

from tests.programs.form import blocks, lines

_FUNCTIONS = blocks(
    """
    def $FN1($INT2):
        $+body

    def $FN1($INT2):
        $+body

    def $FN1($INT2, $INT3=K(4)):
        $+body

    def $FN1($INT2):
        if $INT2 <= 0:
            return $+int
        return $FN1(min($INT2, 3) - 1) + $+int

    def $FN1($INT2):
        $+block
        if $+bool:
            return $+int
        $+block
        return $+int
    """,
    inside="function",
)
_GLOBALS = blocks(
    """
    def $FN1($INT2):
        global $glob1
        $+block
        $glob1 = $+int
        return $+int

    def $FN1($INT2):
        global $glob1
        if $+bool:
            $glob1 += $INT2
        return $+int
    """,
    inside="function",
)
_DECORATED = blocks(
    """
    @twice
    def $FN1($INT2):
        $+body

    @adding(K(3))
    def $FN1($INT2):
        $+body
    """,
    inside="function",
)
_MULTI = blocks(
    """
    def $MULTI1(m, n=K(2)):
        $INT2 = m + n
        $+body

    def $MULTI1(m, n=K(2), *rest):
        $INT2 = m - n
        $+body

    def $MULTI1(m, n=1, *$INTS2, **$DICT3):
        return $+int + m * n % 9
    """,
    inside="function",
)
_GENERATORS = blocks(
    """
    def $GEN1($INT2):
        $+block
        yield $+int
        $+genbody

    def $GEN1($INT2):
        for $INT3 in range($INT2 % 4):
            if $+bool:
                yield $+int

    def $GEN1($INT2):
        while $INT2 > 0:
            yield $+int
            $INT2 //= 2
    """,
    inside="generator",
)
_ALTERING = blocks(
    """
    def $ALTER1($INTS2, $INT3):
        if $+bool:
            $INTS2.append($INT3)
        return $+int

    def $ALTER1($INTS2, $INT3):
        $INTS2[0] = $+int
        $+body

    def $ALTER1($INTS2, $INT3):
        $+block
        $INTS2.sort(key=lambda v: v * $INT3 % 5)
        return $+int
    """,
    inside="function",
)
_MODIFYING = blocks(
    """
    def $MODIFY1($BOX2, $INT3):
        if $+bool:
            $BOX2.a = $+int
        return $+int

    def $MODIFY1($BOX2, $INT3):
        $BOX2.put($INT3)
        $+body
    """,
    inside="function",
)
_PROCEDURES = blocks(
    """
    def $PROC1():
        global $glob1
        $glob1 = $+int

    def $PROC1():
        return $+int

    def $PROC1():
        $table1[0] = $+int

    def $PROC1():
        if $+bool:
            $book1['a'] = $+int
    """,
    inside="function",
)
FORMS = {
    "procedure": _PROCEDURES,
    "altering": _ALTERING,
    "modifying": _MODIFYING,
    "function": _FUNCTIONS + _FUNCTIONS + _DECORATED + _MULTI,
    "generator": _GENERATORS,
    "globals": _GLOBALS,
    "ending": blocks(
        """
        return $int

        if $bool:
            return $int
        return $int
        """
    ),
    "genstatement": lines("yield $int")
    + blocks(
        """
        if $bool:
            return
        yield $int

        yield from $ints[:3]

        yield from $ints[:3]

        if $bool:
            yield from $ints[:2]
        """
    ),
}
