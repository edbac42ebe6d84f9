"""A display enters nothing: what was entered before it belongs to the loop around."""


def main():
    return [
        a + b
        for n in (m for m in (2, 3))
        for a, (b, *rest) in [(n, [n, (*[], 0)[0]])]
    ]  # fmt: skip
