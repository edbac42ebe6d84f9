"""Shapes that the workloads lack, one function each: a loop of `n` turns in which little else happens."""

from collections import deque


def caught_exception(n):
    empty = {}
    for i in range(n):
        try:
            empty[i]
        except KeyError:
            pass
