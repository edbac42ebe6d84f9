"""Attributes that run code: properties, descriptors, `__getattr__`, class and static methods, cached ones."""

import functools


class Percent:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return getattr(instance, self.name, 0) * 100

    def __set__(self, instance, value):
        setattr(instance, self.name, value / 100)


class Account:
    rate = Percent()
    count = 0

    def __init__(self, balance):
        self._balance = balance
        type(self).count += 1

    @property
    def balance(self):
        return self._balance

    @balance.setter
    def balance(self, value):
        self._balance = max(value, 0)

    @balance.deleter
    def balance(self):
        self._balance = -1

    @functools.cached_property
    def label(self):
        return f"#{self._balance}"

    @classmethod
    def empty(cls):
        return cls(0)

    @staticmethod
    def fee(amount):
        return amount // 10

    def __getattr__(self, name):
        if name.startswith("twice_"):
            return getattr(self, name[6:]) * 2
        raise AttributeError(name)


class Saving(Account):
    def __init__(self, balance):
        super().__init__(balance)
        self.__hidden = balance

    @property
    def balance(self):
        return super().balance + self.__hidden


def main():
    a = Account(50)
    a.balance += 7
    a.balance -= 100
    a.rate = 25
    label, again = a.label, a.label
    s = Saving(5)
    seen = [a.balance, a.rate, s.balance, a.twice_balance, Account.empty().balance, a.fee(99), label is again]
    del a.balance
    try:
        a.missing
    except AttributeError as error:
        seen.append(str(error))
    return seen, Account.count, a.balance
