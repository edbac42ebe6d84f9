"""What the main function does: use each definition, under a handler or not."""

from tests.programs.form import blocks, lines

_PLAIN = lines(
    """
    t($fn($int))
    $block
    """,
    inside="block",
)
_USES = lines(
    """
    t($multi($int, $int, *$ints, key=$int, **$dict))
    t(list(keep($gen($int))))
    t($call($int))
    """,
    inside="block",
) + blocks(
    """
    t($num + $int)
    t($num)

    t(~$alg)
    t($alg @ $alg)

    t($ord < $ord)
    t(max($ord, $ord))

    t($box[$int % 3])
    $box[0] += $int

    t($prop.value)
    t($prop.total())

    with $guard as $INT1:
        $block
    """,
    inside="block",
)
_RUNS = lines("t(asyncio.run(drive($afn($digit))))", needs="top", inside="block")
_DRIVES = lines("$drive", needs="gen", inside="block")

FORMS = {
    "use": _PLAIN + _USES * 2 + _RUNS * 4 + _DRIVES * 2,
    "act": blocks(
        """
        try:
            $use
        except Exception as $ERR1:
            caught($ERR1)

        try:
            $long
            $use
        except Exception as $ERR1:
            caught($ERR1)

        try:
            $use
        $handlers
        except Exception as $ERR1:
            caught($ERR1)
        finally:
            t('act')

        for $INT1 in range(2):
            try:
                t($fn($INT1))
                $+block
            except Exception as $ERR2:
                caught($ERR2)
        """,
        inside="block",
    ),
    "run": blocks(
        """
        def run():
            $+acts
            return $+any

        def run():
            $+acts
            $+bares
            return $+any

        def run():
            $+acts
            $+bares
            return $+any

        def run():
            $+acts
            $+failure
        """,
        inside="main",
    ),
    "global": lines(
        """
        $GLOB1 = $int
        $GLOB1 = $GLOB2 = $int
        $GLOB1, $GLOB2 = t($int), t($int)
        """,
    ),
    "toplevel": lines(
        """
        t($int)
        $simple
        """,
        inside="block",
    )
    + blocks(
        """
        $simple
        $simple

        if __name__ != '__main__':
            $block
        """,
        inside="block",
    )
    + blocks(
        """
        try:
            $+use
            t($+fault)
        except Exception as error:
            caught(error)
        """,
        inside="try",
    )
    * 4,
    "bare": lines(
        """
        $use
        t($fn($int))
        """,
        inside="block",
    )
    + blocks(
        """
        $long
        $use
        """,
        inside="block",
    ),
}
