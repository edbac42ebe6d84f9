"""Expressions over a caught exception."""

from tests.programs.form import lines

LEAVES = {
    "kinds": lines("Exception"),
    "fault": lines(
        """
        fail(1)
        undefined_name
        [][0]
        """,
    ),
}

FORMS = {
    "str": lines(
        """
        str($err)[:9]
        type($err).__name__
        type($err.__context__).__name__
        f"{$err!r:.9}"
        """,
    ),
    "bool": lines(
        """
        isinstance($err, ValueError)
        $err.__cause__ is None
        """,
    ),
    "any": lines("$err.args"),
    "int": lines("len($err.args)"),
}
