"""Annotations are no expressions of ours, but what they call is recorded: after the defaults."""


def say(text):
    return text


def make(first, second):
    third = (lambda: first + second)()

    def inner(a: say("formal") = third, *, b=second) -> say("result"):
        return a + b

    return inner(1)


def main():
    return make(1, 2)
