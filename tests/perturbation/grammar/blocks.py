"""Compound statements."""

from tests.programs.form import blocks

_CHOICES = blocks(
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

    match $int:
        case 0 | 1:
            $block
        case $INT1 if $bool:
            $+block
        case _:
            $block

    match $ints:
        case [$INT1, $INT2, *_]:
            $+block
        case [_]:
            $block
        case _:
            $block

    match $dict:
        case {'a': $INT1, 'c': $INT2}:
            $+block
        case {'b': _}:
            $block
    """,
    inside="block",
)
_PROCEDURES = blocks(
    """
    if $bool:
        $proc1()

    if $bool:
        $proc1()
    else:
        $proc2()

    $PROC3 = $proc1 if $bool else $proc2
    $PROC3()
    """
)
_LOOPS = blocks(
    """
    for $INT1 in range($int % 4):
        $+block

    for $INT1 in $ints:
        $+block

    for $INT1 in $ints:
        if $+bool:
            break
        $+block

    for $INT1 in $ints:
        if $+bool:
            continue
        $+block

    for $INT1 in $ints:
        if $+bool:
            $+block
            break
    else:
        $block

    for $STR1, $INT2 in list($dict.items()):
        $+block

    for $INT1, $INT2 in enumerate($ints):
        $+block

    $COUNT1 = 0
    while $COUNT1 < $int % 4:
        $COUNT1 += 1
        $+block

    $COUNT1 = $int
    while $COUNT1 > 1 and $bool:
        $COUNT1 //= 2
        $+block
    else:
        $block

    for $INT1 in $gen1($int):
        $+block
    """,
    inside="loop",
)
_TRIES = blocks(
    """
    try:
        $+block
        $+failure
        $+block
    except ValueError as $ERR1:
        $block

    try:
        $+failure
        $+block
    except (ValueError, ZeroDivisionError):
        $block
    except (AssertionError, LookupError):
        $block
    else:
        $block

    with Swallow():
        $+block
        $+failure
        $+block

    with Lease($int) as $INT1:
        $+block

    with Lease($int) as $INT1:
        $+block

    try:
        $+block
        $+failure
    finally:
        $+block

    try:
        with Swallow():
            $+failure
            $+block
    except Exception:
        $block

    """,
    inside="try",
)
_CAUGHT = blocks(
    """
    try:
        $failure
    except Exception as $ERR1:
        $INT1 = len($ERR1.args)
        $block
    else:
        $INT1 = $int
    finally:
        $block

    try:
        $INT1 = $fault
    except (LookupError, ValueError, ZeroDivisionError):
        $INT1 = $int

    try:
        $block
        $failure
    except Stop as $ERR1:
        $INT2 = $ERR1.code
    except Exception:
        $INT2 = $int
    else:
        $INT2 = $int
    """,
)
_EXITS = blocks(
    """
    if $bool:
        return $int
    """,
    needs="return",
)
_CLOSURES = blocks(
    """
    def $FN1($INT2):
        $+block
        return $+int

    def $FN1($INT2, $INT3=$int):
        return $+int
    """,
    inside="function",
)
_CELLS = blocks(
    """
    def $FN1($INT2):
        nonlocal $int1
        $int1 = $+int
        return $+int

    def $FN1($INT2):
        nonlocal $int1
        $int1 += $INT2
        if $+bool:
            $int1 -= $+int
        return $+int
    """,
    inside="function",
    needs="function",
)
_COUNTERS = blocks(
    """
    $INT1 = $int
    def $FN2(step):
        nonlocal $INT1
        $INT1 += step
        return $INT1 + $int

    $INTS1 = [$int]
    def $FN2(n):
        if n > $int:
            $INTS1.append(n)
        return $INTS1[-1]
    """,
    needs="function",
)
FORMS = {
    "compound": _PROCEDURES * 3
    + _CHOICES
    + _CHOICES
    + _LOOPS
    + _TRIES
    + _CAUGHT
    + _CAUGHT
    + _EXITS
    + _EXITS
    + _CLOSURES
    + _CELLS * 2
    + _COUNTERS
}
