"""Straight runs of more expressions than one record takes, and big displays."""


def run(a):
    b = a + 1
    c = b * 2 - a
    d = [a, b, c, a + b, b + c, c + a, a * a, b * b, c * c, a - b]
    e = {"a": a, "b": b, "c": c, "d": d[0], "e": d[1], "f": d[2], "g": d[3], "h": d[4], "i": d[5], "j": d[6]}
    f = (a + 1, b + 2, c + 3, d[-1] + 4, e["a"] + 5, a + 6, b + 7, c + 8, a + 9, b + 10, c + 11)
    g = a + b + c + d[0] + d[1] + d[2] + d[3] + d[4] + f[0] + f[1] + f[2] + f[3] + f[4] + f[5]
    h = max(a, b, c, min(a, b, min(b, c, min(a, c, min(a, b, c))))), abs(a - b), abs(b - c), abs(c - a)
    i = {a, b, c, a + 20, b + 20, c + 20, a + 30, b + 30, c + 30, a + 40}
    j = [[a], [b], [c], [d], [a, [b, [c, [a, [b, [c]]]]]]]
    k = not a, -b, ~c, +a, a ** 2, a / 2, a // 2, a % 2, a << 1, a >> 1, a & b, a | b, a ^ b
    return g, h, sorted(i), j, k, f, len(e)


def main():
    return [run(n) for n in (1, 2)]
