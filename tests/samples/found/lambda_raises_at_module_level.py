"""A lambda has no guard, nor keeps the module level any locals: what the lambda had read is told all the same."""

try:
    (lambda q: [q, q + 1, q.nope])(len("one"))
except AttributeError as error:
    seen = str(error)


def main():
    return seen
