"""Functions that look at themselves: locals, vars, eval, exec, globals, frames, dir."""

import sys


def own_locals(a, b=2):
    c = a + b
    seen = sorted(locals())
    return seen, locals()["c"]


def evaluated(x):
    y = x + 1
    return eval("x + y"), [eval("y", {"y": k}) for k in range(2)]


def executed(x):
    space = {"x": x}
    exec("z = x * 2\nw = [z for _ in range(2)]", space)
    return space["z"], space["w"]


def framed(n):
    m = n * 2
    frame = sys._getframe()
    return frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno, m


class Body:
    a = 1
    names = sorted(n for n in locals() if not n.startswith("__"))
    b = vars().get("a")


def listed(x):
    y = [x]
    return dir(), sorted(vars())


def main():
    return own_locals(1), evaluated(3), executed(4), framed(5), Body.names, Body.b, listed(1)
