"""`__exit__` raises, after the body has ended or failed: the manager is not made once more."""


def fail(text):
    raise LookupError(text)


class Late:
    def __enter__(self):
        return 1

    def __exit__(self, *details):
        return fail("exit")


def after_a_failure():
    try:
        with Late() as value:
            value.nothing  # noqa: B018  # it has none
    except LookupError as error:
        return error.args


def main():
    after_a_failure()
    try:
        with Late() as value:
            values = [value, 2]
    except LookupError as error:
        return values, error.args
