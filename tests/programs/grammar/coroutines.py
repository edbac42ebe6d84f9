"""Coroutines and asynchronous generators; `drive` closes the latter before their loop ends."""

from __future__ import annotations

from ..form import forms

_COROUTINES = forms(
    "async def $AFN1($INT2):\n    t($INT2)\n    $+body",
    "async def $AFN1($INT2):\n    t(await pause($INT2))\n    $+body",
    "async def $AFN1($INT2, step=$int):\n    try:\n        await pause($INT2)\n        $+body\n    except Exception as error:\n        caught(error)\n        return await pause($+int)\n    finally:\n        t(await pause('done'))",
    "async def $AFN1($INT2):\n    async with AHold($INT2, swallow=True) as $INT3:\n        $+block\n    async for $INT4 in $+aitems:\n        t($INT4)\n        $+block\n    return $+int",
    "async def $AFN1($INT2):\n    $INTS3 = [await pause($INT2) for _ in range(2)]\n    return f\"é{await pause(t($INT2))}\" and len($INTS3) + $+int",
    inside="async",
)
_CONSUMERS = forms(
    "async def $AFN1($INT2):\n    async for $INT3 in akeep($agen($INT2)):\n        t($INT3)\n        $+block\n    return sum([k async for k in akeep($agen($INT2)) if k != $+int])",
    "async def $AFN1($INT2):\n    t([(yield_, await pause($INT2)) async for yield_ in akeep($agen($INT2))])\n    $+driver\n    $+body",
    inside="async",
) * 3
_STREAMS = forms(
    "async def $AGEN1($INT2):\n    t($INT2)\n    $+agenbody",
    "async def $AGEN1($INT2):\n    for $INT3 in range($INT2 % 4):\n        yield await pause($INT3)\n        $+block",
    "async def $AGEN1($INT2):\n    try:\n        $INT3 = (yield t($INT2)) or 1\n        yield await pause($INT3)\n        $+agenbody\n    finally:\n        t('agen closed')",
    inside="agen",
)
_DRIVERS = forms(
    "stream = akeep($agen($int))\nt(await anext(stream, None))\ntry:\n    t(await stream.asend($int))\n    t(await stream.athrow(ValueError($str)))\nexcept (ValueError, StopAsyncIteration) as $ERR1:\n    caught($ERR1)\nfinally:\n    await stream.aclose()",
    needs="await",
    inside="block",
)

FORMS = {
    "definition": _COROUTINES * 2 + _CONSUMERS + _STREAMS * 2,
    "coroutine": _COROUTINES + _CONSUMERS,
    "driver": _DRIVERS,
    "stream": _STREAMS,
    "compound": _DRIVERS * 4,
}
