"""Class bodies: names, order, metaclasses, inheritance, private names, `__init_subclass__`, dataclasses."""

from dataclasses import dataclass, field


class Meta(type):
    @classmethod
    def __prepare__(mcls, name, bases, **options):
        return {"prepared": len(bases)}

    def __new__(mcls, name, bases, body, tag=None):
        cls = super().__new__(mcls, name, bases, dict(body))
        cls.tag = tag
        return cls

    def __init__(cls, name, bases, body, **options):
        super().__init__(name, bases, body)


def base(log):
    log.append("base")
    return object


LOG = []


class Plain(base(LOG), metaclass=Meta, tag="t" + "ag"):
    """Documented."""

    size = 2
    area = size * size
    if area > 3:
        big = True
    else:
        big = False
    for i in range(2):
        last = i
    del i
    __secret = area + 1

    def reveal(self, k=area):
        return self.__secret + k

    class Inner:
        depth = 2

        def twice(self):
            return self.depth * 2


class Child(Plain):
    def __init_subclass__(cls, extra=0, **options):
        super().__init_subclass__(**options)
        cls.extra = extra + 1

    def reveal(self, k=1):
        return super().reveal(k) * 10


class Grand(Child, extra=4):
    pass


@dataclass(order=True)
class Item:
    name: str
    tags: list = field(default_factory=list)
    price: float = 1.5

    def __post_init__(self):
        self.total = self.price * len(self.tags)


def made(n):
    class Made:
        value = n + 1
        values = [n for _ in range(value)]

        def __init__(self):
            self.sum = sum(self.values) + n

    return Made


def main():
    items = sorted([Item("b", ["x", "y"]), Item("a")])
    return (
        LOG, Plain.area, Plain.big, Plain.last, Plain.tag, Plain.prepared, Plain().reveal(), Child().reveal(2),
        Plain.Inner().twice(), Grand.extra, Grand().reveal(), [i.total for i in items], made(2)().sum,
        type("Dynamic", (Child,), {"reveal": lambda self: super(Child, self).reveal() - 1})().reveal(),
    )
