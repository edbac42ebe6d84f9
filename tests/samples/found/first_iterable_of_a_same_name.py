"""The first iterable of a comprehension is evaluated around it: a name there is not the comprehension's own."""


def last_turn(limit):
    for number in range(limit):
        found = [number for number in (number, 1)]
    return found


def main():
    return last_turn(3)
