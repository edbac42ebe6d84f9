"""A function that is recorded call by call is left at the line that raised, though a `finally` of its own may return."""

LOG = []


def left(numbers):
    for number in missing(numbers):  # noqa: F821  # that is the point
        try:
            eval("number")
        finally:
            return number  # noqa: B012, SIM107


def main():
    return left([1])
