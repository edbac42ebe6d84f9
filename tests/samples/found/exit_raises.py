"""`__exit__` raises where the body has ended: the manager is not made once more."""


def fail(text):
    raise LookupError(text)


class Late:
    def __enter__(self):
        return 1

    def __exit__(self, *details):
        return fail("exit")


def main():
    try:
        with Late() as value:
            values = [value, 2]
    except LookupError as error:
        return values, error.args
