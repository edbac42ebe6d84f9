"""Lambdas: bound to names, as arguments, nested, with defaults, stars, walrus, conditionals, in comprehensions."""


def apply(function, *args, **options):
    return function(*args, **options)


square = lambda x: x * x
constant = lambda: 5
same = lambda x: x
module_level = [f(3) for f in (square, same, lambda x: constant() + x)]


class Holder:
    scale = lambda self, x, by=2: x * by
    table = {"neg": lambda x: -x}


def main():
    compose = lambda f, g: lambda x: f(g(x))
    inc = lambda x, by=1, *rest, k=2, **more: x + by + sum(rest) + k + len(more)
    found = (lambda x: (y := x + 1) and [y, y * 2])(4)
    choice = lambda x: "big" if x > 2 and x < 10 else "small"
    fact = (lambda f: lambda n: f(f, n))(lambda f, n: 1 if n < 2 else n * f(f, n - 1))
    functions = [lambda x, i=i: x + i for i in range(3)]
    lazy = lambda n: (k * n for k in range(n))
    ordered = sorted([(1, "b"), (0, "a")], key=lambda pair: (lambda p: p[0])(pair))
    return (
        compose(square, inc)(3), apply(inc, 1, 2, 3, k=4, z=5), found, [choice(n) for n in (1, 5, 50)], fact(4),
        [f(10) for f in functions], sum(lazy(4)), ordered, Holder().scale(3), Holder.table["neg"](2), module_level,
        (lambda *a, **k: (a, k))(*[1, 2], **{"c": 3}),
    )
