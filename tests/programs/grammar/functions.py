"""Definitions of plain functions, decorators, and the ways to take arguments."""

from tests.programs.form import blocks, followed, lines

_PLAIN = blocks(
    """
    def $FN1($INT2):
        t($INT2)
        $+body

    def $FN1($INT2):
        t($INT2)
        $+body

    def $FN1($INT2, $INT3=$int, *, k=$int):
        t($INT2)
        $+body

    def $FN1($INT2: t('in') = $-int, *$INTS3: $-str) -> t('out'):
        '''Return $INT2, nearly.'''
        t($INT2)
        $+body

    def $FN1($INT2, *rest: *t((int,))):
        t($INT2)
        $+body

    def $FN1($INT2, /, **$DICT3):
        t($INT2)
        $+body

    def $FN1($INT2):
        t($INT2)
        try:
            $+body
        except Exception as error:
            caught(error)
            return $+int
        finally:
            t('done')

    def $FN1($INT2):
        if t($INT2) <= 0:
            return $+int
        return $FN1(min($INT2, 3) - 1) + $+int

    @decorate($int)
    def $FN1($INT2):
        t($INT2)
        $+body

    @decorate(t($int))
    @t
    @decorate(tag=$str)
    def $FN1($INT2=$int):
        t($INT2)
        $+body
    """,
    inside="function",
)
_GLOBAL = blocks(
    """
    def $FN1($INT2):
        global $glob1
        $glob1 = $glob1 % 99 + t($INT2)
        $+body

    def $FN1($INT2):
        global $glob1
        $glob1 += $INT2
        del $glob1
        $glob1 = $+int
        return $glob1
    """,
    inside="function",
)
_MULTI = blocks(
    """
    def $MULTI1($INT2, /, $INT3=$int, *$INTS4, key=$int, **$DICT5):
        t(($INT2, $INT3, $INTS4, key, sorted($DICT5)))
        $+body

    def $MULTI1($INT2, *$INTS3, key=t($int), **$DICT4):
        t([$INT2, *$INTS3, key])
        $+body
    """,
    inside="function",
)
_DECORATED = blocks(
    """
    @$deco($int)
    def $FN1($INT2):
        t($INT2)
        $+body

    @$deco(tag=$int)
    @$deco(
        $int
    )
    def $FN1($INT2):
        t($INT2)
        $+body
    """,
    inside="function",
)
_DECORATORS = blocks(
    """
    def $DECO1(tag):
        t(tag)
        def wrap(function):
            def call(*args, **kwargs):
                t($+int)
                return function(*args, **kwargs)
            return call
        return wrap

    def $DECO1(tag=$int):
        import functools
        def wrap(function):
            @functools.wraps(function)
            def call(*args):
                try:
                    return function(*args)
                finally:
                    t(tag)
            return call
        return wrap
    """,
    inside="function",
)
_LAMBDAS = lines(
    """
    $FN1 = lambda $INT2: $+int
    $FN1 = lambda $INT2, $INT3=$int: t($INT2) and $+int
    """,
    inside="lambda",
)
_TYPED = blocks(
    """
    def $FN1[T: $digit, *U, **V]($INT2: T) -> U:
        t($INT2)
        $+body
    """,
    needs="3.12",
    inside="function",
)

FORMS = {
    "function": _PLAIN * 2 + _GLOBAL * 2 + _DECORATED * 3 + _LAMBDAS + _TYPED * 2,
    "definition": _PLAIN
    + _GLOBAL * 2
    + _MULTI * 4
    + _DECORATORS * 4
    + _DECORATED * 3
    + _LAMBDAS
    + _TYPED * 3,
    "compound": followed(_PLAIN, by="t($FN1($int))") + _LAMBDAS + _DECORATED + _TYPED,
}
