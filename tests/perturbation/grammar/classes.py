"""Classes: all have `a`, `b`, `items`, `rate`, `total`, `get`, `put`, `moved`, items and addition."""

from tests.programs.form import blocks

_TAIL = """
    def put(self, n):
        self.b = n + $-int
        if n > K(3):
            self.a = $-int

    @property
    def total(self):
        return self.a + self.b * self.rate

    @total.setter
    def total(self, n):
        self.b = n

    def moved(self, n):
        return type(self)(self.a + n, b=self.b)

    def __add__(self, n):
        return self.a + n + self.rate

    def __iadd__(self, n):
        self.a += n
        return self

    def __getitem__(self, n):
        return self.items[n % len(self.items)]

    def __setitem__(self, n, value):
        self.items[n % len(self.items)] = value

"""
_HEADS = (
    """
class $BOXTYPE1:
    rate = K(2)

    def __init__(self, $INT2, b=K(5)):
        self.a = $INT2
        self.b = b
        self.items = [$-int, $-int]

    def get(self, $INT3):
        return self.a + $INT3
""",
    """
class $BOXTYPE1:
    rate = K(1)

    def __init__(self, $INT2, b=K(3)):
        self.a = $-int
        self.b = b
        self.items = [b]
        if $-bool:
            self.items.append($INT2)

    def get(self, $INT3):
        if $INT3 > K(2):
            self.a = $INT3
        return self.b
""",
)


def _class(head: str) -> str:
    return (head + _TAIL).replace("\n\n", "\n").strip("\n")


_SUBCLASS = """
class $BOXTYPE2($boxtype1):
    rate = K(7)
    def get(self, $INT3):
        return super().get($INT3) + K(1)
    def put(self, n):
        super().put(n)
        self.a -= K(2)

class $BOXTYPE2($boxtype1):
    def __init__(self, n, b=1):
        super().__init__(n + K(1), b)
        self.rate = K(3)
    @property
    def total(self):
        return self.b - K(2)
    @total.setter
    def total(self, n):
        self.a = n
"""
FORMS = {
    "class": blocks("\n\n".join(map(_class, _HEADS)), inside="class"),
    "subclass": blocks(_SUBCLASS, inside="class"),
}
