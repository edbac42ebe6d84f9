"""Tests ask for truth once: objects that say when they are asked, in every kind of test."""


class Truth:
    """Says when it is asked."""

    def __init__(self, log, value):
        self.log, self.value = log, value

    def __bool__(self):
        self.log.append(f"asked {self.value}")
        return self.value


class Sized(Truth):
    __bool__ = None

    def __init__(self, log, value):
        super().__init__(log, value)
        self.__class__ = Length

    def __len__(self):
        return 0


class Length:
    def __len__(self):
        self.log.append("measured")
        return int(self.value)


def truths(log):
    yes, no, long = Truth(log, True), Truth(log, False), Sized(log, True)
    out = []
    if yes and no:
        out.append("and")
    if no or long:
        out.append("or")
    if not (yes and (no or long)):
        out.append("not")
    elif not no and yes or no:
        out.append("elif")
    while yes and no or no and yes:
        out.append("never")
    out.append("then" if no and yes else "else")
    out.append(1 if not yes else 2)
    assert yes or no, "never"
    out += [k for k in range(2) if no or yes if not no]
    picked = (no and yes) or (yes and long)
    test = lambda: 1 if yes and no else 0
    return out, picked is long, (no or no) is no, not no, test(), bool(yes and yes), (yes if yes and yes else no) is yes


def main():
    log = []
    return truths(log), log
