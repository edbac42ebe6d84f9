"""Strings that grow, f-strings with nested specs, formatting, bytes."""


def grow(n):
    s = ""
    for i in range(n):
        s += str(i)
        s = s + ","
    return s


class Holder:
    text = "h"


def main():
    held = Holder()
    held.text += "eld"
    parts = {"p": "a"}
    parts["p"] += "b" * 2
    raw = b""
    raw += b"12"
    s = t = "é"
    s += "à"
    number, width, digits = 3.14159, 12, 2
    shown = f"{number:{width}.{digits}f}|{s!r:>{width}}|{t=}|{'in' + 'ner'}|{{}}|{number:.{digits + 1}e}"
    dated = f"12{number:.1f}34"
    nested = f"{f'{width:>{digits}}':*^{width}}"
    glued = "a" "b" f"{s}" "c"
    percent = "%s-%05.1f" % (t, number)
    formatted = "{0} {name!r} {1[p]}".format(t, parts, name=s)
    lines = f"""
    {number
    :.2f}
    """
    return grow(4), held.text, parts, raw, s, t, shown, dated, nested, glued, percent, formatted, lines
