"""Walrus, chained comparison, short circuits, conditional expressions, each operand at most once."""


def note(log, value):
    log.append(value)
    return value


def main():
    log = []
    chain = note(log, 1) < note(log, 2) < note(log, 2) < note(log, 9)
    other = note(log, 1) < (m := note(log, 5)) <= m != note(log, 7)
    both = note(log, 0) and note(log, 1)
    either = note(log, "") or note(log, []) or note(log, "x")
    mixed = (note(log, 1) and note(log, 0)) or (note(log, 2) and not note(log, 0))
    picked = note(log, 1) if note(log, 0) else note(log, 2) if note(log, 3) else note(log, 4)
    while (n := note(log, len(log))) < 25 and n % 2 == 0 or n < 22:
        if n in (a := [n, 21]) and (b := a[0]) > 3:
            log.append(b)
        elif not n:
            continue
    same = None is None is not False
    inside = 3 in [1, 2, 3] in [[1, 2, 3]]
    (k := 5, j := k + 1)
    text = f"{(w := k + j)!r:>{w}}" if k < j < 10 > 3 else ""
    return chain, other, both, either, mixed, picked, n, same, inside, k + j, text, w, log
