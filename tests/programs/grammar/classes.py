"""Classes whose special methods have side effects."""

from __future__ import annotations

from ..form import forms

_NUM = """class $NUMTYPE1:
    __match_args__ = ("value",)
    def __init__(self, value):
        self.value = t(value)
    def __repr__(self): return f"$NUMTYPE1({self.value})"
    def __int__(self): return t(self.value)
    def __add__(self, other):
        return $NUMTYPE1(self.value + int(other))
    __radd__ = __add__
    def __iadd__(self, other):
        self.value = self.value + t(int(other)); return self
    def __sub__(self, other):
        return $NUMTYPE1(self.value - int(other)) if t(1) else NotImplemented
    def __neg__(self): return type(self)(-self.value)
    def __eq__(self, other): t("eq"); return self.value == getattr(other, "value", other)
    $+members"""
_ALG = """class $ALGTYPE1($numtype):
    def __add__(self, other):
        return super().__add__(t(other))
    def __matmul__(self, other):
        return $ALGTYPE1(self.value * int(other) % 50)
    def __imatmul__(self, other):
        t("imatmul")
        return self @ other
    def __invert__(self): return $ALGTYPE1(~self.value)
    def __index__(self): return t(abs(self.value)) % 3
    def __format__(self, spec): return t(spec) + repr(self)
    $+members"""
_ORD = """class $ORDTYPE1:
    def __init__(self, rank): self.rank = rank
    def __repr__(self):
        LOG.append("repr")
        return "$ORDTYPE1"
    def __lt__(self, other):
        t((self.rank, "<"))
        return self.rank < other.rank
    def __le__(self, other): return t(self.rank) <= other.rank or []
    def __eq__(self, other):
        return self.rank == t(getattr(other, "rank", $-int))
    def __hash__(self): return t(self.rank)
    def __bool__(self): return t(self.rank) % 2 == 1
    $+members"""
_BOX = """class $BOXTYPE1:
    def __init__(self, size): self.__items = [t(size % 5), 1, 2]
    def __repr__(self): return f"$BOXTYPE1({self.__items})"
    def __len__(self): return len(self.__items)
    def __getitem__(self, key):
        if isinstance(t(key), tuple):
            return len(key)
        if isinstance(key, int) and key > 5:
            raise IndexError(key)
        return self.__items[key if isinstance(key, slice) else key % len(self.__items)]
    def __setitem__(self, key, value):
        t((key, value))
        self.__items[key if isinstance(key, slice) else key % 2] = value
    def __delitem__(self, key): del self.__items[t(key % 2)]
    def __contains__(self, item): return t(item) in self.__items
    $+members"""
_ITERATION = """class $BOXTYPE1($boxtype):
    def __iter__(self):
        t("iter")
        for item in [1, 2]:
            yield t(item)
    def __getitem__(self, key): return super().__getitem__(key)
    $+members"""
_CALL = """class $CALLTYPE1:
    __total = $-int
    def __init__(self, value):
        self.__step = value
    def __repr__(self): return "$CALLTYPE1"
    def __call__(self, __first, *rest, key=$-int):
        self.__step = self.__step % 9 + 1
        t((__first, rest, key))
        return __first + self.__step + self.__total
    $+members"""
_PROP = """class $PROPTYPE1:
    def __init__(self, value):
        self._value = value
    def __repr__(self): return "$PROPTYPE1"
    @property
    def value(self): return t(self._value)
    @value.setter
    def value(self, new):
        self._value = t(new)
    @property
    def broken(self): return fail("property")
    def __getattr__(self, name):
        if name.startswith("_") or name == "nope":
            raise AttributeError(name)
        return t(len(name))
    @classmethod
    def make(cls, value): return cls(value)
    @staticmethod
    def twice(value): return t(value) * 2
    def total(self):
        return self.value + $-int
    $+members"""
_DERIVED = """class $PROPTYPE1($proptype):
    extra_size: $-int = $-int
    def __init__(self, value, *rest):
        super().__init__(t(value))
        self.rest = rest
    def total(self):
        t(__class__.__name__)
        return super().total() + (lambda: super(__class__, self).total())()
    @classmethod
    def make(cls, value): return super().make(value + 1)
    fixed = property(lambda self: self.value)
    $+members"""
_GUARD = """class $GUARDTYPE1:
    def __init__(self, value): self.level = value
    def __enter__(self): return t(self.level)
    def __exit__(self, kind, error, trace):
        t(("exit", kind and kind.__name__))
        return $-bool
    $+members"""
_LAST_WORD = """class $GUARDTYPE1:
    def __init__(self, value): self.level = value
    def __enter__(self): return t(self.level)
    def __exit__(self, *details):
        if details[0] is None:
            return t(self.level)
        raise Trouble(t(self.level)) from details[1]"""
_FAMILIES = forms(_NUM, _ORD, _BOX, _CALL, _PROP, _GUARD, _LAST_WORD, inside="class")
_SUBCLASSES = forms(_ALG, _DERIVED, _ITERATION, inside="class")
_STANDALONE = forms(
    "class $SHAPE1:\n    '''A shape.'''\n\n    size = $-int\n    half: $-int = size // 2\n    rows = [t(k) for k in range(size % 3)]\n    table = {k: v for k, v in zip('ab', (size, half))}\n    pick = (lambda k: k + 1)(size)\n    $+members\n\n\nt(($SHAPE1.size, $SHAPE1.rows, $SHAPE1.table, $SHAPE1.__doc__))",
    "class $SHAPE1:\n    def __init_subclass__(cls, tag=$-int, **rest):\n        t((cls.__name__, tag))\n        super().__init_subclass__(**rest)\n\n    def __class_getitem__(cls, item):\n        return t(item)\n\n\nclass $SHAPE2($SHAPE1, tag=$int, **{}):\n    value = $SHAPE1[1, $-int]\n    $+members",
    "import dataclasses\n\n\n@decorate($int)\n@dataclasses.dataclass(order=True)\nclass $SHAPE1:\n    x: int = $-int\n    y: list = dataclasses.field(default_factory=lambda: [t($-int)])\n\n\nt($SHAPE1() < $SHAPE1(t(3)))",
    inside="class",
)
_GENERIC = forms("class $SHAPE1[T: $digit]:\n    size = $-int\n    $+members\n\n    def item(self, item: T) -> T:\n        return item", needs="3.12", inside="class")

FORMS = {
    "family": _FAMILIES,
    "subclass": _SUBCLASSES + _STANDALONE,
    "definition": _FAMILIES * 2 + _SUBCLASSES * 3 + _STANDALONE * 2 + _GENERIC * 3,
    "compound": _STANDALONE + _GENERIC,
    "member": forms(
        "\ndef plain(self, $INT1=$int):\n    t($INT1)\n    $+body",
        "\ndef name(self):\n    return t(__class__.__qualname__)",
        "\n@decorate($int)\ndef marked(self):\n    $+body",
        inside="function",
    )
    + forms("\n$INT1 = $int", "\n$INTS1 = [t(k) for k in $-items]", "\nif $bool:\n    $INT1 = $int\nelse:\n    flag = t($int)")
    + forms("\n__slots_note = $int", "\nclass Inner:\n    depth = $int", "\nlimit = $int, t($int)")
    + forms("\nlimit = property(lambda self: t($+int))", inside="lambda"),
}
