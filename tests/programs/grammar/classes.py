"""Classes with code in their bodies, and what may stand in any class."""

from tests.programs.form import blocks, lines

_STANDALONE = blocks(
    """
    class $SHAPE1:
        '''A shape.'''
        size = $-int
        half: $-int = size // 2
        rows = [t(k) for k in range(size % 3)]
        table = {k: v for k, v in zip('ab', (size, half))}
        pick = (lambda k: k + 1)(size)
        $+members
    t(($SHAPE1.size, $SHAPE1.rows, $SHAPE1.table, $SHAPE1.__doc__))

    class $SHAPE1:
        def __init_subclass__(cls, tag=$-int, **rest):
            t((cls.__name__, tag))
            super().__init_subclass__(**rest)
        def __class_getitem__(cls, item):
            return t(item)
    class $SHAPE2($SHAPE1, tag=$int, **{}):
        value = $SHAPE1[1, $-int]
        $+members

    import dataclasses
    @decorate($int)
    @dataclasses.dataclass(order=True)
    class $SHAPE1:
        x: int = $-int
        y: list = dataclasses.field(default_factory=lambda: [t($-int)])
    t($SHAPE1() < $SHAPE1(t(3)))
    """,
    inside="class",
)
_GENERIC = blocks(
    """
    class $SHAPE1[T: $digit]:
        size = $-int
        $+members
        def item(self, item: T) -> T:
            return item
    """,
    needs="3.12",
    inside="class",
)

_MEMBERS = (
    blocks(
        """
        def plain(self, $INT1=$int):
            t($INT1)
            $+body

        def name(self):
            return t(__class__.__qualname__)

        @decorate($int)
        def marked(self):
            $+body
        """,
        inside="function",
    )
    + lines(
        """
        $INT1 = $int
        $INTS1 = [t(k) for k in $-items]
        __private = $int
        limit = $int, t($int)
        """
    )
    + blocks(
        """
        if $bool:
            $INT1 = $int
        else:
            flag = t($int)

        class Inner:
            depth = $int
        """
    )
    + lines("limit = property(lambda self: t($+int))", inside="lambda")
)

FORMS = {
    "subclass": _STANDALONE,
    "definition": _STANDALONE * 2 + _GENERIC * 3,
    "compound": _STANDALONE + _GENERIC,
    "member": _MEMBERS,
}
