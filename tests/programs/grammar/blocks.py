"""Compound statements other than handlers, patterns and definitions."""

from tests.programs.form import blocks, lines

_BRANCHES = lines("if $bool: t($int); t($str)", inside="block") + blocks(
    """
    if $bool:
        $block

    if $bool:
        $block
    else:
        $block

    if $bool:
        $block
    elif $bool:
        $block
    else:
        $block

    if ($INT1 := $int) > $int and $bool:
        $+block
    """,
    inside="block",
)
_LOOPS = blocks(
    """
    for $INT1 in $items:
        t($INT1)
        $+block

    for $INT1 in $items:
        t($INT1)
        $+block
    else:
        $block

    for $INT1, ($INT2, *$INTS3) in [($int, [$int, $int]), ($int, $ints)]:
        t($INT1)
        $+block

    for $INT1, $STR2 in enumerate($str[:3]):
        t($STR2)
        $+block

    for $int1 in $items:
        t($int1)
        $+block

    for $STR1, $INT2 in $dict.items():
        t($STR1)
        $+block

    for $INT1 in *$ints[:2], $int:
        t($INT1)
        $+block

    $DICT1 = {}
    for $DICT1['k'] in $items:
        t($DICT1)
        $+block

    spot = Spot()
    for spot.size in $items:
        t(spot.size)
        $+block

    for $prop.value in $items:
        t($int)
        $+block

    for $box[t(0)] in $items:
        t($int)
        $+block

    for $INT1 in $items:
        t($INT1)
        if $+bool:
            break
        $+block
    else:
        $block

    for $INT1 in $items:
        t($INT1)
        if $+bool:
            continue
        $+block

    for $INT1 in range(3):
        try:
            t($INT1)
            $+block
        finally:
            continue

    for $INT1 in $items:
        try:
            t($INT1)
            $+block
        finally:
            break

    $COUNT1 = 3
    while $COUNT1 > 0:
        t($COUNT1)
        $COUNT1 -= 1
        $+block

    $COUNT1 = $int % 4
    while $COUNT1 and $bool:
        $COUNT1 -= t(1)
        $+block
    else:
        $block

    $COUNT1 = 0
    while ($COUNT1 := $COUNT1 + 1) < 4:
        t($COUNT1)
        $+block

    while ($INT1 := t(len(LOG)) % 5 - 1) > 0:
        t($INT1)
        $+block
    else:
        $block

    $COUNT1 = 2
    while True:
        t($COUNT1)
        if ($COUNT1 := $COUNT1 - 1) < 0:
            break
        $+block
    """,
    inside="loop",
)
_CONCATENATION = blocks(
    """
    $STR1 = ''
    for $COUNT2 in range(4):
        $STR1 += str(t($COUNT2))
    t($STR1)

    for $COUNT1 in range(2):
        $str1 += $str[:2]
        $ints1 += [t($COUNT1)]

    $INTS1 = []
    for $COUNT2 in $items:
        $INTS1 += t($COUNT2),
    t($INTS1)
    """,
)
_WITHS = blocks(
    """
    with Hold($int) as $INT1:
        $+block

    with Hold($int, swallow=True) as $INT1:
        $+block

    with Hold($int, swallow=True), Hold($int) as $INT1:
        $+block

    with Hold(($int, $ints)) as ($INT1, [*$INTS2]):
        $+block

    with (
        Hold($int) as $INT1,
        Hold($str, swallow=$bool) as $STR2,
    ):
        $+block

    with Hold($int):
        $block

    with $guard as $INT1:
        $+block

    with $guard as $INT1, $guard as $INT2:
        $+block

    spot = Spot()
    with Hold($int) as spot.size, Hold(($int, $ints)) as (spot.rank, [$INT1, *spot.rest]):
        t(spot.size)
        $block

    with Hold($int) as $prop.value:
        $block

    with Hold($int) as $box[t($int)], Hold(($int, $int)) as ($prop.value, $INT1):
        $+block

    $DICT1 = {}
    with Hold($int) as $DICT1['a'], Hold($ints) as $DICT1['b']:
        $block
    t($DICT1)
    """,
    inside="block",
)
_ASYNC = blocks(
    """
    async for $INT1 in $aitems:
        t($INT1)
        $+block

    async for $INT1 in $aitems:
        t($INT1)
        $+block
    else:
        $block

    async for $INT1, ($INT2, *_) in Pairs($int):
        t($INT1)
        $+block
    """,
    needs="await",
    inside="loop",
) + blocks(
    """
    async with AHold($int) as $INT1:
        $+block

    async with AHold($int, swallow=True) as $INT1, AHold(($int, $int)) as ($INT2, $INT3):
        $+block

    async with asyncio.TaskGroup() as group:
        group.create_task($afn($digit))
        group.create_task($afn($digit))

    async with AHold($int, swallow=$bool), AHold($str) as $STR1:
        $+block
    """,
    needs="await",
    inside="block",
)

FORMS = {"compound": _BRANCHES * 2 + _LOOPS + _CONCATENATION + _WITHS + _ASYNC * 8}
