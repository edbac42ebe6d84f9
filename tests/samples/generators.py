"""Generators that are sent to, thrown into, closed, delegated to and left alone."""


def echo(first):
    got = first
    while True:
        try:
            got = yield got * 2
        except ValueError as error:
            got = len(str(error))
        if got is None:
            return "done"


def closing(log):
    try:
        yield 1
        yield 2
    finally:
        log.append("closed")


def outer(log):
    result = yield from echo(3)
    log.append(result)
    try:
        yield from closing(log)
    except KeyError:
        yield "caught"
    return log


def main():
    log = []
    turns = outer(log)
    seen = [next(turns), turns.send(5), turns.throw(ValueError("four")), turns.send(None)]
    seen.append(turns.throw(KeyError("k")))
    early = closing(log)
    next(early)
    early.close()
    never = closing(log)
    del never
    both = [a + b for a, b in zip(echo(1), closing(log))]
    lazy = (n * n for n in closing(log) if n > 1)
    return seen, both, list(lazy), list(turns)
