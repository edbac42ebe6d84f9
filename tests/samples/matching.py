"""`match`: every pattern, guards with side effects, captures, no case."""

from dataclasses import dataclass
from enum import Enum


class Color(Enum):
    RED = 1
    BLUE = 2


@dataclass
class Point:
    x: int
    y: int = 0


def allowed(value, log):
    log.append(value)
    return isinstance(value, int) and value > 2


def kind(thing, log):
    match thing:
        case 0 | 1 as small:
            return "small", small
        case int(n) if allowed(n, log):
            return "int", n
        case int():
            return "other int"
        case Color.RED:
            return "red"
        case Point(x=0, y=y):
            return "on y", y
        case Point(x, y) if (total := x + y) > 5:
            return "far", total
        case [first, *rest] if rest and allowed(first, log):
            return first, rest
        case {"kind": str(name), **more}:
            return name, more
        case (Point(x=a), [b, _]) | [b, Point(y=a)]:
            return a, b
        case None | True:
            return "single"
        case str() as text if text:
            return text[0]
        case [[], {}] | []:
            return "empty"
        case _:
            log.append("none")
    return "fell through"


def main():
    log = []
    things = [
        0, 1, 7, 2, Color.RED, Color.BLUE, Point(0, 4), Point(3, 4), Point(1, 1), [3, 4, 5], [1, 2, 3],
        {"kind": "k", "more": 1}, {"kind": 5}, (Point(8), [9, 10]), [11, Point(1, 2)], None, True, "text", "", [], [[], {}],
    ]
    return [kind(thing, log) for thing in things], log
