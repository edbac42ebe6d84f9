"""Expressions that give a short string."""

from tests.programs.form import blocks, lines

LEAVES = {
    "str": lines(
        r"""
        'a'
        'bc'
        ''
        'x y'
        'é→'
        'a' 'b'
        r'c\d'
        '''q'''
        """,
    )
}

_FIELDS = lines(
    """
    f"{($+int)}"
    f"{($+int)!r:>{($+int) % 9 + 1}}"
    f"{($+int):{($+int) % 5}d}|{($+int):+}"
    f"{($+str)!s:^{8}.{3}}"
    f"{($+str)!a}{{é}}{($+int)=}"
    f"{($+bool)=!r:.3}" f"é{($+str)}" 'tail'
    """,
    inside="field",
) + blocks(
    '''
    f"""é{($+str)}
    {($+int):>{($+int) % 4 + 1}}"""
    ''',
    inside="field",
)

FORMS = {
    "str": lines(
        """
        ($str + $str)[:9]
        $str[::-1]
        $str[$int:$int]
        $str[t(0):t($int):t(1)]
        ($str * 2)[:8]
        str($int)
        str($any)[:12]
        repr($ints)[:9]
        '%s-%d' % ($str, $int)
        '{}:{a}'.format($int, a=$int)
        '-'.join([$str, $str])
        $str.upper().strip()
        type($any).__name__
        b'ab'.decode()
        $str or $str
        $str if $bool else $str
        t($str)
        $fn.__name__
        $fn.__qualname__
        str($fn.__defaults__)
        str($fn.__doc__)
        """,
    )
    + blocks(
        """
        (
            $str
            .replace('a', $str)
        )[:9]
        """,
    )
    + lines("''.join($+str for $INT1 in $-items)", inside="genexp")
    + _FIELDS * 2
    + lines(
        """
        f"{$int1=}"
        f"{$int1=!s:>5}"
        f"{f'{$int1:>3}'}é"
        f"{$int1!r:>{$int1 % 7 + 1}}"
        """,
    ),
}
