"""Statements that raise, each in its own way."""

from tests.programs.form import blocks, lines

_RAISES = lines(
    """
    raise Trouble($int)
    raise ValueError($str)
    raise KeyError($str) from Trouble($int)
    raise $int
    raise ValueError from $int
    raise ExceptionGroup('é', [ValueError($int), Trouble($int)])
    raise [TypeError, ValueError][bool($bool)]
    raise
    raise Harsh($int)
    assert $bool and False, $str
    assert not t(1)
    t($fault)
    $fault
    """,
) + blocks(
    """
    raise Trouble(
        $int,
    )

    assert (
        $int < $int < -99
    ), f'é{t(1)}'

    fail(
        $int
    )
    """,
)
_BINDINGS = lines(
    """
    $INT1, $INT2 = [$int]
    $INT1, *$INTS2, $INT3 = [$int]
    [$INT1, ($INT2, $INT3)] = [$int, $int]
    $INT1, $INT2 = $int
    $INT1 = $INT2, $INT3 = $ints, $ints, $ints
    ($ints)[9] = $int
    {}[[]] = $int
    ($int).x = $int
    'é'[0] = $str
    $str1[0] += $str
    undefined_name += $int
    $ints1 += $int
    $str1 -= $str
    $prop.fixed = $int
    $box['k'] += $int
    del undefined_name
    del $dict['missing']
    del ($int).x
    import no_such_module
    from math import no_such_name
    """,
    inside="block",
) + blocks(
    """
    for $INT1 in $int:
        $block

    for $INT1, $INT2 in [($int, $int), $ints]:
        t($INT1)

    with $int:
        $block

    with Hold($int) as ($INT1, $INT2):
        $block

    with Hold($int), undefined_name as $INT1:
        $block

    match $int:
        case t(x=1):
            $block

    match $int:
        case $INT1 if t($fault):
            $block

    try:
        t($fault)
    except $int:
        $block

    try:
        t($fault)
    except (ValueError, fail($int)) as $ERR1:
        $block
    """,
    inside="block",
)
_DEFINITIONS = blocks(
    """
    class Broken:
        size = $-int
        broken = $-fault

    class Broken($fault):
        pass

    class Broken(metaclass=t($int)):
        pass

    @$fault
    def broken():
        pass

    @t
    @fail
    class Broken:
        pass

    def broken(a=$int, *, b=$fault):
        pass

    def broken(a: $-fault = 1):
        pass

    class Broken:
        rows = [t(k) // 0 for k in (1, 2)]

    class Broken:
        width = 2
        rows = [width for k in (1, 2)]
    """,
    inside="block",
)
_SPECIAL_METHODS = (
    ("__init__", "t(Bad($int))"),
    ("__add__", "t(Bad() + $int)"),
    ("__radd__", "t($int + Bad())"),
    ("__iadd__", "$INT1 = Bad()\n$INT1 += $int"),
    ("__neg__", "t(-Bad())"),
    ("__eq__", "t($int in [Bad(), $int])"),
    ("__lt__", "t($int < $int < Bad() > Bad())"),
    ("__lt__", "t(sorted([Bad(), Bad()]))"),
    ("__hash__", "t({$str: $int, Bad(): $int})"),
    ("__bool__", "if Bad() and $bool:\n    $block"),
    ("__bool__", "t($int if not Bad() else $int)"),
    ("__bool__", "while Bad():\n    $block"),
    ("__bool__", "t([k for k in (1, 2) if Bad()])"),
    ("__len__", "t(Bad() or $int)"),
    ("__index__", "t($ints[Bad():])"),
    ("__getitem__", "t(Bad()[$int])"),
    ("__getitem__", "for $INT1 in Bad():\n    $+block"),
    ("__setitem__", "Bad()[$int] = $int"),
    ("__setitem__", "for Bad()[$int] in $items:\n    $block"),
    ("__delitem__", "del Bad()[$int]"),
    ("__getattr__", "t(Bad().size)"),
    ("__setattr__", "Bad().size, $INT1 = $int, $int"),
    ("__delattr__", "del Bad().size"),
    ("__call__", "t(Bad()($int, key=$int))"),
    ("__contains__", "t($int not in Bad())"),
    ("__iter__", "$INT1, *$INTS2 = Bad()"),
    ("__iter__", "t(*$ints[:1], *Bad())"),
    ("__format__", "t(f'é{Bad():>4}')"),
    ("__repr__", "t(Bad())"),
    ("__str__", "print($int, Bad())"),
    ("__set_name__", "class Owner:\n    spot = Bad()"),
    ("__class_getitem__", "t(Bad[$int])"),
    ("__init_subclass__", "class Worse(Bad, size=$int):\n    pass"),
    ("__enter__", "with Bad():\n    $block"),
    ("keys", "t(dict(**Bad()))"),
)
_METHODS = blocks(
    "\n\n".join(
        f"class Bad:\n    def {name}(self, *rest, **more):\n        return fail({name!r})\n{use}"
        for name, use in _SPECIAL_METHODS
    ),
    inside="block",
) + blocks(
    """
    class Late:
        def __enter__(self):
            return t(1)
        def __exit__(self, *details):
            return fail('exit')
    with Late() as $INT1:
        $+block

    class Late:
        def __iter__(self):
            return self
        def __next__(self):
            raise Trouble('next')
    for $INT1 in Late():
        $+block

    class Late:
        def __iter__(self):
            return $-int
    t([k for k in Late()])
    """,
    inside="block",
)
_ASYNC_METHODS = blocks(
    """
    class Late(AHold):
        async def __aexit__(self, *details):
            return fail('exit')
    async with Late($int) as $INT1:
        $+block

    class Late(Ticks):
        async def __anext__(self):
            return fail('next')
    t([k async for k in Late(2)])

    class Late(Ticks):
        def __aiter__(self):
            return t(1)
    async for $INT1 in Late(2):
        $+block

    class Late:
        def __await__(self):
            yield from fail('await')
    t(await Late())
    """,
    needs="await",
    inside="block",
)
_LOCALS = lines(
    """
    $INT1 += $int
    $INT1 = $int; del $INT1; t($INT1)
    """,
    inside="block",
) + blocks(
    """
    t($INT1)
    $INT1 = $int

    if not t(1):
        $INT1 = $int
    t($INT1)

    for $INT1 in ():
        pass
    t($INT1 + $int)

    def late():
        return $INT1
    t(late())
    $INT1 = $int

    try:
        t($fault)
    except Exception as $ERR1:
        pass
    t($ERR1)
    """,
    inside="block",
)

FORMS = {
    "failure": _RAISES * 2 + _BINDINGS + _DEFINITIONS + _METHODS + _ASYNC_METHODS * 8 + _LOCALS
}
