"""Operators that enter recorded methods, reflected and in place too."""


class Money:
    def __init__(self, cents):
        self.cents = cents

    def __add__(self, other):
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.cents + other.cents)

    def __radd__(self, other):
        return Money(self.cents + other)

    def __iadd__(self, other):
        self.cents += other.cents
        return self

    def __neg__(self):
        return Money(-self.cents)

    def __lt__(self, other):
        return self.cents < other.cents

    def __eq__(self, other):
        return isinstance(other, Money) and self.cents == other.cents

    def __hash__(self):
        return hash(self.cents)

    def __bool__(self):
        return self.cents != 0

    def __len__(self):
        return abs(self.cents)

    def __getitem__(self, key):
        return self.cents if key == 0 else key

    def __setitem__(self, key, value):
        self.cents = value + (key or 0)

    def __delitem__(self, key):
        self.cents = 0

    def __contains__(self, item):
        return item == self.cents

    def __call__(self, times):
        return self.cents * times

    def __format__(self, spec):
        return f"{self.cents:{spec or 'd'}}ct"

    def __iter__(self):
        yield self.cents
        yield -self.cents

    def __index__(self):
        return self.cents


def main():
    a, b = Money(3), Money(4)
    c = a + b
    d = 5 + a
    alias = a
    a += b
    e = -a
    a[0] = a[1] + a[0]
    table = {a: 1, Money(9): 2}
    shown = f"{a:04d} {b}"
    chosen = a if a else b
    either = Money(0) or b
    order = [m.cents for m in sorted([a, b, c, d, e])]
    found = 7 in a, 8 not in b, a != b, a == alias, not Money(0)
    first, second = b
    del a[0]
    part = [1, 2, 3, 4, 5, 6][b : Money(5)]
    return c.cents, d.cents, e(2), shown, chosen.cents, either.cents, order, found, first + second, part, len(table)
