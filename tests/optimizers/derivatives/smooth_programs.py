"""Random smooth programs, as source that runs on floats and on numbers of 50 digits."""

from random import Random

HEADER = """import math
from tracer import trace, trainable


@trace
def shrink(value, *, by=1.75):
    return value / (by + value * value)


@trace
def blend(one, other, share):
    def part(value):
        return value * share
    return part(one) + other - part(other)


@trace
def powers(value, count):
    factor = 1.0
    for _ in range(count):
        factor *= value
        yield factor


class Scale:
    @trace
    def __init__(self, factor):
        self.factor = factor

    @trace
    def __call__(self, value):
        return self.factor * value + 0.125


"""

UNARY = [
    "math.sin({})", "math.cos({})", "math.tanh({})", "math.atan({})", "math.exp(-({}) ** 2)", "math.erf({})",
    "math.sqrt(1.5 + ({}) ** 2)", "math.log(2 + ({}) ** 2)", "math.log1p(({}) ** 2)", "math.asinh({})", "-({})",
    "math.expm1({} / 4)", "math.cbrt(3 + math.sin({}))", "abs(5 + math.cos({}))", "math.radians({})", "+({})",
    "math.lgamma(3 + math.sin({}))", "math.sinh(math.tanh({}))", "math.acos(math.sin({}) / 2)", "({}) ** 3 / 8",
    "math.exp2(math.sin({}))", "math.log2(3 + ({}) ** 2)", "float({})", "shrink({})", "shrink({}, by=2.5)",
    "math.gamma(2.5 + math.cos({}))", "(lambda v: v * v / 2)({})",
]  # fmt: skip
BINARY = [
    "{} + {}", "{} - {}", "({}) * ({})", "({}) / (2 + ({}) ** 2)", "math.hypot({}, 1.0, {})", "blend({}, {}, 0.25)",
    "math.atan2({}, 3 + math.sin({}))", "(2 + math.sin({})) ** ({})", "pow(3 + math.cos({}), {})",
    "math.fmod(7.5 + math.sin({}), 20 + math.cos({}))", "max({}, ({}) - 50)", "min({}, ({}) + 50)",
    "math.dist([{}, 0.5], [4.0, {}])", "divmod(7 + math.sin({}), 2.75 + math.cos({}) / 8)[1]",
    "Scale({})({})", "blend(one={}, share=0.5, other={})", "math.copysign({}, 2 + math.sin({}))",
]  # fmt: skip
STATEMENTS = [
    "{v} = {a}",
    "{v} = {a}\n{v} += {b}",
    "{v} = {a}\n{v} *= 0.5 + {b}",
    "{v}, {w} = {a}, {b}\n{v} = {w} * {v}",
    "items = [{a}, {b}]\nitems.append({c})\n{v} = sum(items)",
    "items = [{a}, {b}, {c}]\nitems[1] *= 0.75\n{v} = math.prod(items) + items[-1]",
    "items = [{a}, {b}]\n{v} = sum(item * item for item in items) / 4",
    "items = [{a}, {b}]\n{v} = sum([math.sin(item) for item in items], {c})",
    "items = [{a}, {b}, {c}]\n{v} = math.fsum(items[1:]) + sum(map(math.tanh, items))",
    "table = {{'a': {a}, 'b': {b}}}\ntable['a'] += {c}\n{v} = table['a'] - table.get('b', 0.0)",
    "table = {{'a': {a}}}\ntable['b'] = {b}\n{v} = sum(table.values())",
    "{v} = {a}\nfor step in range(3):\n    {v} = math.tanh({v} * 0.5 + {b} / (step + 2))",
    "{v} = {a}\ncount = 0\nwhile count < 3:\n    {v} = {v} * 0.75 + math.sin({b})\n    count += 1",
    "{v} = 0.0\nfor one, other in zip([{a}, {b}], (0.5, {c})):\n    {v} += one * other",
    "{v} = 0.0\nfor one in sorted([{a}, {b} + 40, {c} - 40]):\n    {v} = {v} / 2 + math.sin(one)",
    "if {a} > {b}:\n    {v} = {c}\nelse:\n    {v} = {c} * 0.5",
    "{v} = {a} if {b} < 0.3 else {c}",
    "scale = Scale({a})\nscale.factor = scale.factor * 0.5 + {b}\n{v} = scale({c})",
    "{v} = math.tanh(sum(powers(math.sin({a}), 3)))",
    "items = [({a}, {b}), ({b}, {c})]\n{v} = sum(one * other for one, other in items)",
    "{v} = math.fsum({{n: math.sin({a} + n) for n in range(3)}}.values())",
    "total = [0.0]\nfor item in ({a}, {b}):\n    total[0] += item\n{v} = total.pop()",
    "{v} = ({a} and {b}) or {c}",
]


class Writer:
    """Writes one program. Its names are those of parameters and of variables that have a value by then."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.names: list[str] = []

    def program(self) -> str:
        """Return the module; its `program()` gives a float."""
        count = self.random.randint(1, 4)
        lines = []
        for number in range(count):
            value = round(self.random.uniform(-1.5, 1.5), 3)
            lines.append(f"p{number} = trainable({value}, name='p{number}')")
            self.names.append(f"p{number}")
        for number in range(self.random.randint(2, 7)):
            lines += self.statement(f"v{number}").split("\n")
        lines.append(f"return {' + '.join(self.names)}")
        body = "\n".join(f"    {line}" for line in lines)
        return f"{HEADER}@trace\ndef program():\n{body}\n"

    def statement(self, name: str) -> str:
        """Return a statement that gives a name its value."""
        parts = {letter: self.expression(2) for letter in "abc"}
        text = self.random.choice(STATEMENTS).format(v=name, w=f"{name}w", **parts)
        self.names.append(name)
        return text

    def expression(self, depth: int) -> str:
        """Return an expression of at most this depth."""
        shape = self.random.random()
        if depth == 0 or shape < 0.25:
            if self.random.random() < 0.2:
                return str(round(self.random.uniform(0.1, 2), 2))
            return self.random.choice(self.names)
        if shape < 0.6:
            return self.random.choice(UNARY).format(self.expression(depth - 1))
        parts = self.expression(depth - 1), self.expression(depth - 1)
        return f"({self.random.choice(BINARY).format(*parts)})"
