"""Imports inside functions and classes, `__import__`, names that shadow builtins and modules."""

import math as mathematics
from collections import OrderedDict as Ordered, deque


def local_import(x):
    import os.path as paths
    import json
    from string import digits, ascii_letters as letters

    return json.dumps({"x": x}), paths.join("a", "b"), digits[x] + letters[x]


class Holder:
    import string
    width = len(string.digits)


def shadow(list, len=lambda x: 42):
    sum = [len(list)]
    return sum


def late(flag):
    if flag:
        from math import floor as rounded
    else:
        from math import ceil as rounded
    return rounded(2.5)


def missing():
    try:
        import no_such_module_anywhere
    except ImportError as error:
        return type(error).__name__, error.name


def main():
    queue = deque([1, 2], maxlen=2)
    queue.append(mathematics.sqrt(16))
    return local_import(3), Holder.width, shadow([1]), late(True), late(False), missing(), queue[-1], Ordered(a=1)["a"]
