"""What raises, or may."""

from tests.programs.form import blocks, lines

LEAVES = {"fault": lines("6 // ($int % 3)")}
FORMS = {
    "fault": lines(
        """
        [1, 2][$int % 3]
        6 // ($int % 4)
        {'a': 1}[$key]
        int($str)
        """
    ),
    "failure": blocks(
        """
        if $bool:
            raise ValueError($int)

        if $bool:
            raise KeyError($str)

        assert $bool, $int

        if $bool:
            raise Stop($int)

        6 // ($int % 2)
        """
    ),
}
