"""Coroutines and asynchronous generators; `drive` closes the latter before their loop ends."""

from tests.programs.form import blocks

_COROUTINES = blocks(
    """
    async def $AFN1($INT2):
        t($INT2)
        $+long
        $+body

    async def $AFN1($INT2):
        t(await pause($INT2))
        $+body

    async def $AFN1($INT2, step=$int):
        try:
            await pause($INT2)
            $+body
        except Exception as error:
            caught(error)
            return await pause($+int)
        finally:
            t(await pause('done'))

    async def $AFN1($INT2):
        async with AHold($INT2, swallow=True) as $INT3:
            $+block
        async for $INT4 in $+aitems:
            t($INT4)
            $+block
        return $+int

    async def $AFN1($INT2):
        $INTS3 = [await pause($INT2) for _ in range(2)]
        return f"é{await pause(t($INT2))}" and len($INTS3) + $+int
    """,
    inside="async",
)
_CONSUMERS = (
    blocks(
        """
        async def $AFN1($INT2):
            async for $INT3 in akeep($agen($INT2)):
                t($INT3)
                $+block
            return sum([k async for k in akeep($agen($INT2)) if k != $+int])

        async def $AFN1($INT2):
            t([(yield_, await pause($INT2)) async for yield_ in akeep($agen($INT2))])
            $+driver
            $+body
        """,
        inside="async",
    )
    * 3
)
_STREAMS = blocks(
    """
    async def $AGEN1($INT2):
        t($INT2)
        $+agenbody

    async def $AGEN1($INT2):
        for $INT3 in range($INT2 % 4):
            yield await pause($INT3)
            $+block

    async def $AGEN1($INT2):
        try:
            $INT3 = (yield t($INT2)) or 1
            yield await pause($INT3)
            $+agenbody
        finally:
            t('agen closed')
    """,
    inside="agen",
)
_DRIVERS = blocks(
    """
    stream = akeep($agen($int))
    t(await anext(stream, None))
    try:
        t(await stream.asend($int))
        t(await stream.athrow(ValueError($str)))
    except (ValueError, StopAsyncIteration) as $ERR1:
        caught($ERR1)
    finally:
        await stream.aclose()
    """,
    needs="await",
    inside="block",
)

FORMS = {
    "definition": _COROUTINES * 2 + _CONSUMERS + _STREAMS * 2,
    "coroutine": _COROUTINES + _CONSUMERS,
    "driver": _DRIVERS,
    "stream": _STREAMS,
    "compound": _DRIVERS * 8,
}
