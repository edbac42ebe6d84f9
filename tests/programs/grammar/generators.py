"""Generators, and the ways to drive them; `keep` lets none of them be closed by the garbage collector."""

from tests.programs.form import blocks, lines

_GENERATORS = blocks(
    """
    def $GEN1($INT2):
        t($INT2)
        $+genbody

    def $GEN1($INT2):
        for $INT3 in range($INT2 % 4):
            got = yield t($INT3)
            t(got)
            $+block
        return $+int

    def $GEN1($INT2):
        try:
            $+genbody
        finally:
            t('closed')

    def $GEN1($INT2):
        try:
            $INT3 = (yield $INT2) or 2
            yield $INT3
        except ValueError as error:
            caught(error)
            yield $+int
        except GeneratorExit:
            t('exit')
            raise
        finally:
            t('finally')

    def $GEN1($INT2):
        with Hold($+int, swallow=True) as $INT3:
            yield $INT3
            $+block
        yield from $+items
        return t($INT2)

    def $GEN1($INT2):
        if t($INT2) > 0:
            got = yield from keep($GEN1(min($INT2, 2) - 1))
            t(got)
        yield (yield $+int) or 1
        return $INT2

    @decorate($int)
    def $GEN1($INT2):
        t([(yield $INT2), (yield 2)])
        $+genbody
    """,
    inside="generator",
)
_DRIVERS = lines(
    """
    $INT1, *$INTS2 = keep($gen($int))
    t(dict(enumerate(keep($gen($int)))))
    """,
    inside="block",
) + blocks(
    """
    source = keep($gen($int))
    t(next(source, None))
    try:
        t(source.send($int))
        t(source.throw(ValueError($str)))
    except (ValueError, StopIteration) as $ERR1:
        caught($ERR1)
    finally:
        source.close()

    source = keep($gen($int))
    while True:
        try:
            t(source.send(None))
        except StopIteration as stop:
            t(stop.value)
            break

    source = keep($gen($int))
    next(source)
    t(source.throw(Trouble, Trouble($int)))

    source = keep($gen($int))
    t(next(source))
    source.close()
    t(next(source, 'closed'))

    for $INT1 in keep($gen($int)):
        t($INT1)
        $+block
    """,
    inside="block",
)
_MANAGERS = blocks(
    """
    import contextlib
    @contextlib.contextmanager
    def manager(level):
        try:
            yield t(level)
        except $kinds as $ERR2:
            caught($ERR2)
        finally:
            t('left')
    with manager($int) as $INT1:
        $+block
    """,
    inside="block",
)

FORMS = {
    "definition": _GENERATORS * 2,
    "generator": _GENERATORS,
    "drive": _DRIVERS,
    "compound": _DRIVERS * 2 + _MANAGERS + _GENERATORS[:2],
}
