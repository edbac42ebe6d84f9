"""Expressions that raise, each in its own way."""

from tests.programs.form import blocks, lines

FORMS = {
    "fault": lines(
        """
        $int // 0
        $int % 0
        1 / ($int * 0)
        [$int][5]
        {'k': $int}['é']
        $dict['missing']
        None.attribute
        ($int).missing
        $str.uper()
        undefined_name
        undefined_name($int).attribute
        int('x')
        $str + $int
        $int + $str
        -$str
        ~$str
        $int @ $int
        $int << -1
        $str < $int
        $int < $int + 9 + $int < $str
        $int in $int
        len($int)
        None[$int]
        ($int)()
        t()
        t($int, $int)
        t(y=$int)
        t(*$int)
        t(**$int)
        t(x=$int, **{'x': 1})
        (lambda: 0)($int)
        (lambda q: q.nope)($int)
        max([])
        next(iter(()))
        [*$int]
        {**$int}
        {[]: $int}
        {[$int]}
        sum([$int, $str])
        sorted([$int, None, $int])
        '%d' % $str
        f"{undefined_name}"
        list(zip([$int], [], strict=True))
        fail($str)
        fail($int) if True else $int
        $str['é']
        b'x' + $str
        type('T', ($int,), {})
        __import__('no_such_module')
        [k for k in $-int]
        [1 // k for k in (1, 0)]
        [k for k in (1, 0) if 1 // k]
        {k: 1 // k for k in (1, 0)}
        sum(1 // k for k in (1, 0))
        (k for k in $-int)
        [a + b for a, b in [(1, 2), (3,)]]
        (lambda q=fail(1): q)()
        (1 if $int @ $int else 2)
        ($bool or True) and fail($str)
        $box.nope
        $num ** $int
        $call()
        $prop.broken
        $fn()
        $fn($int, $int, $int)
        $multi()
        $multi($int, key=1, **{'key': 2})
        """,
    )
    + blocks(
        """
        (
            t($int)
            + $str
            + fail($int)
        )

        t(
            $dict[
                'é→'
            ]
        )
        """,
    )
    + lines(
        """
        await $int
        await fail($int)
        [k async for k in $-ints]
        (await pause($int)).nope
        """,
        needs="await",
    )
    + lines('f"é{($+int):q}"', inside="field")
    + lines("(yield $int).missing", needs="yield")
    + lines("(yield from $int)", needs="delegate")
}
