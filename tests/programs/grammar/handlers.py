"""try statements of every shape, and what their handlers do."""

from tests.programs.form import blocks, lines

_TRIES = blocks(
    """
    try:
        $block
    $handlers

    try:
        $block
    $handlers

    try:
        $block
        t($fault)
    $handlers

    try:
        $failure
    $handlers

    try:
        $block
    $handlers
    else:
        $block

    try:
        $block
        t($fault)
    $handlers
    finally:
        $block

    try:
        $block
    $handlers
    else:
        $block
    finally:
        $block

    try:
        $block
    finally:
        $block

    try:
        $block
    $handlers
    except:
        t('bare')
        $block

    try:
        try:
            t($fault)
        finally:
            $block
    $handlers
    """,
    inside="block",
)
_FINAL_JUMPS = blocks(
    """
    try:
        $block
    finally:
        return $int

    try:
        t($fault)
    finally:
        return $int
    """,
    needs="return",
    inside="block",
)
_GROUPS = blocks(
    """
    try:
        $block
        raise ExceptionGroup('several', [ValueError($int), KeyError($str), Trouble($int)])
    $grouphandlers

    try:
        t($fault)
    $grouphandlers
    else:
        $block
    finally:
        $block

    try:
        raise ExceptionGroup($str, [ExceptionGroup('in', [TypeError(1), ValueError(2)]), KeyError(3)])
    $grouphandlers
    """,
    inside="group",
)

_FINAL_YIELDS = blocks(
    """
    try:
        $block
    finally:
        t((yield $int))
    """,
    needs="yield",
    inside="block",
)

FORMS = {
    "compound": _TRIES + _FINAL_JUMPS + _FINAL_YIELDS * 2 + _GROUPS,
    "handler": blocks(
        """
        except $kinds as $ERR1:
            caught($ERR1)
            $+block

        except $kinds as $ERR1:
            caught($ERR1)

        except $kinds as $ERR1:
            caught($ERR1)
            $+reraise

        except $kinds:
            t('handled')
            $+block
        """,
        inside="block",
    ),
    "grouphandler": blocks(
        """
        except* $kinds as $ERR1:
            caught($ERR1)
            $+block

        except* ($kinds, *()) as $ERR1:
            caught($ERR1)

        except* $kinds as $ERR1:
            t($ERR1.exceptions)
            $+reraise

        except* $kinds:
            t('handled a group')
        """,
        inside="group",
    ),
    "kinds": lines(
        """
        Exception
        Exception
        Exception
        (TypeError, ValueError, ArithmeticError)
        LookupError
        (NameError, AttributeError, Trouble)
        t(Exception)
        (ArithmeticError, (TypeError, NameError))[0]
        """,
    ),
    "reraise": lines(
        """
        raise
        raise $err
        raise Trouble($int) from $err
        raise ValueError($str) from None
        raise KeyError($str)
        raise RuntimeError(str($err)[:9]) from $err.__cause__
        t($fault)
        """,
    )
    + blocks(
        """
        t($err.args)
        raise

        try:
            t($fault)
        except Exception as $ERR1:
            caught($ERR1)
            raise Trouble($int) from $ERR1

        $err.add_note('é note')
        raise
        """,
    ),
}
