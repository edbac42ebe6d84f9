"""`with`: entered in order, left in reverse, swallowing or not; `contextlib`; a return inside."""

from contextlib import ExitStack, contextmanager, suppress


class Manager:
    def __init__(self, name, log, swallow=False):
        self.name, self.log, self.swallow = name, log, swallow

    def __enter__(self):
        self.log.append("+" + self.name)
        return self

    def __exit__(self, kind, error, trace):
        self.log.append(f"-{self.name} {kind and kind.__name__}")
        return self.swallow


@contextmanager
def section(log, title):
    log.append(title)
    try:
        yield title.upper()
    except ZeroDivisionError as error:
        log.append(str(error))
    finally:
        log.append("end " + title)


def divided(log, n):
    with Manager("m", log, swallow=True) as m, section(log, "s") as title:
        log.append(title + m.name)
        return 10 // n
    return "swallowed"


def late(log):
    with Manager("late", log):
        for i in range(3):
            with suppress(KeyError):
                if i == 1:
                    continue
                {}[i]
            log.append(i)
        return log.append("returning")


def main():
    log = []
    out = [divided(log, 5), divided(log, 0), late(log)]
    with Manager("a", log, swallow=True), Manager("b", log):
        log.append(out[9])
    with ExitStack() as stack:
        for name in "xy":
            stack.enter_context(Manager(name, log))
        stack.callback(log.append, "called back")
    try:
        with Manager("c", log):
            raise OSError("left")
    except OSError as error:
        log.append(error.args)
    with (Manager("d", log) as (first := Manager("e", log)).other):
        pass
    return out, log, first.other.name
