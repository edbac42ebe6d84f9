"""Classes whose special methods have side effects, and subclasses of them."""

from tests.programs.form import blocks

_FAMILIES = blocks(
    """
    class $NUMTYPE1:
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
        $+members

    class $ORDTYPE1:
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
        $+members

    class $BOXTYPE1:
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
        $+members

    class $CALLTYPE1:
        __total = $-int
        def __init__(self, value):
            self.__step = value
        def __repr__(self): return "$CALLTYPE1"
        def __call__(self, __first, *rest, key=$-int):
            self.__step = self.__step % 9 + 1
            t((__first, rest, key))
            return __first + self.__step + self.__total
        $+members

    class $PROPTYPE1:
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
        $+members

    class $GUARDTYPE1:
        def __init__(self, value): self.level = value
        def __enter__(self): return t(self.level)
        def __exit__(self, kind, error, trace):
            t(("exit", kind and kind.__name__))
            return $-bool
        $+members

    class $GUARDTYPE1:
        def __init__(self, value): self.level = value
        def __enter__(self): return t(self.level)
        def __exit__(self, *details):
            if details[0] is None:
                return t(self.level)
            raise Trouble(t(self.level)) from details[1]
    """,
    inside="class",
)
_SUBCLASSES = blocks(
    """
    class $ALGTYPE1($numtype):
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
        $+members

    class $PROPTYPE1($proptype):
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
        $+members

    class $BOXTYPE1($boxtype):
        def __iter__(self):
            t("iter")
            for item in [1, 2]:
                yield t(item)
        def __getitem__(self, key): return super().__getitem__(key)
        $+members
    """,
    inside="class",
)

FORMS = {
    "family": _FAMILIES,
    "subclass": _SUBCLASSES,
    "definition": _FAMILIES * 2 + _SUBCLASSES * 3,
}
