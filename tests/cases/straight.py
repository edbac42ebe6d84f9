"""Straight-line code."""

from .case import cases

CASES = cases("""
## the latest assignment counts
def main():
    x = <a=1>
    y = <b=2>
    x = y + <c=3>
    return x
# slice: b c
# nodes: 4:<b=2> | 4:y | 5:y | 5:<c=3> | 5:y + <c=3> | 5:x | 6:x | 6:return x

## a tuple is taken apart element by element
def main():
    x, y = <a=1>, <b=2>
    return y
# slice: b
# nodes: 3:<b=2> | 3:<a=1>, <b=2> | 3:y | 4:y | 4:return y

## a starred target takes what the others leave
def main():
    first, *rest = [<a=1>, <b=2>, <c=3>]
    return rest
# slice: b c

## names change places
def main():
    x, y = <a=1>, <b=2>
    x, y = y, x
    return x
# slice: b
# nodes: 3:<b=2> | 3:<a=1>, <b=2> | 3:y | 4:y | 4:y, x | 4:x | 5:x | 5:return x

## an assignment expression
def main():
    y = (x := <a=1>) + <b=2>
    return x
# slice: a

## what uses an assignment expression
def main():
    y = (x := <a=1>) + <b=2>
    x = <c=3>
    return y
# slice: a b

## a name deleted and bound again
def main():
    x = <a=1>
    del x
    x = <b=2>
    return x
# slice: b

## one value for two names
def main():
    x = y = <a=1>
    x = <b=2>
    return y
# slice: a

## an augmented name, before the last change
def main():
    x = <a=1>
    x += <b=2>
    y = x
    x += <c=3>
    return y
# slice: a b
# nodes: 3:<a=1> | 3:x | 4:<b=2> | 4:x += <b=2> | 5:x | 5:y | 7:y | 7:return y

## a text with fields
def main():
    name = <a='Ada'>
    other = <b='Bob'>
    return f"{name}: {<n=3>:0{<w=4>}d}"
# slice: a n w

## the operands of operators
def main():
    x = -<a=1> * <b=2> + <c=3> % <d=2>
    y = x ** <e=2>
    return x
# slice: a b c d
""")
