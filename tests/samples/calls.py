"""Calls: every kind of argument, bound methods, partial methods, callables, keyword order, star order."""

import functools


def everything(a, /, b, *rest, c, d=4, **more):
    return a, b, rest, c, d, sorted(more.items())


def note(log, value):
    log.append(value)
    return value


class Tool:
    def __init__(self, n):
        self.n = n

    def use(self, k=1):
        return self.n + k

    use_ten = functools.partialmethod(use, 10)

    def chain(self):
        self.n += 1
        return self


def main():
    log = []
    one = everything(note(log, 1), note(log, 2), *note(log, [3, 4]), c=note(log, 5), **note(log, {"z": 6}))
    two = everything(*[1], *(2, 3), c=4, **{"d": 5}, **{"y": 6}, x=7)
    tool = Tool(5)
    bound, unbound = tool.use, Tool.use
    three = bound(), bound(k=2), unbound(tool, 3), tool.use_ten(), tool.chain().chain().chain().n
    four = (print, len)[1]([1, 2]), [str.upper, "abc".index][1]("c"), getattr(tool, "use")(*[], **{})
    five = max([[1], [2, 3]], key=len), dict(a=1, **{"b": 2}), int("12", base=8)
    six = list(map(tool.use, range(2))), functools.partial(everything, 1, c=2)(3, d=4)
    try:
        everything(1, c=note(log, 8))
    except TypeError as error:
        log.append(str(error))
    try:
        tool.use(note(log, 9), note(log, 10), k=note(log, 11))
    except TypeError as error:
        log.append(str(error))
    return one, two, three, four, five, six, log
