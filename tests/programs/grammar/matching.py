"""match statements."""

from tests.programs.form import blocks

FORMS = {
    "compound": blocks(
        """
        match $int:
            $intcases
            case _:
                $block

        match $ints:
            $intscases
            case $INTS1:
                $+block

        match $ints:
            $intscases

        match $dict:
            $dictcases
            case _:
                $block

        match $any:
            $anycases

        match $int, $ints:
            case 0 | 1, _:
                $block
            case $INT1, [$INT2, *_] if $INT1 < $INT2:
                $+block
            case _, [*$INTS3]:
                t($INTS3)

        match $num:
            case $numtype1($INT1):
                $+block
            case $numtype1(value=$INT2) if $int:
                $+block
        """,
        inside="block",
    )
    * 2,
    "intcase": blocks(
        """
        case None | True:
            $block

        case 0:
            $block

        case 1 | 2 | 3 as $INT1:
            $+block

        case -1 | -2:
            $block

        case $INT1 if $INT1 > $int:
            $+block

        case int() as $INT1 if $+bool:
            $+block

        case int($INT1) if t($INT1) > 4:
            $+block

        case Limits.LOW | Limits.HIGH:
            $block

        case $INT1 if t($INT1) and $fault:
            $+block
        """,
        inside="block",
    ),
    "intscase": blocks(
        """
        case []:
            $block

        case [$INT1]:
            $+block

        case [$INT1, *$INTS2] if $+bool:
            $+block

        case [$INT1, _, *$INTS2] | [*$INTS2, _, $INT1, 9]:
            $+block

        case [1 | 2 as $INT1, ($INT2), *_]:
            $+block

        case (_, $INT1, $INT2):
            $+block
        """,
        inside="block",
    ),
    "dictcase": blocks(
        """
        case {'a': $INT1, **$DICT2}:
            $+block

        case {'a': 0 | 1 as $INT1}:
            $+block

        case {'a': int($INT1), 'b': $INT2} if $+bool:
            $+block

        case {}:
            $block
        """,
        inside="block",
    ),
    "anycase": blocks(
        """
        case None | True | False:
            $block

        case str($STR1):
            $+block

        case 'a' | 'é' | b'x' | 2j | -1.5 | 1 + 2j:
            $block

        case list($INTS1) | [*$INTS1, 1]:
            t($INTS1)

        case {'k': [[*$INTS1], int($INT2)], **rest}:
            $+block

        case (int($INT1), str($STR2)):
            $+block

        case Trouble(args=[$INT1]) | int($INT1):
            $+block

        case Limits(LOW=$INT1):
            $+block

        case object(__class__=kind) if t(kind):
            $block
        """,
        inside="block",
    ),
}
