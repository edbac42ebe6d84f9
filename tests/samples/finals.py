"""`finally` with return, break, continue, raise; nested; values computed before and after."""


def overrides(n):
    try:
        return n + 1
    finally:
        return n + 2


def swallows(n):
    try:
        n / 0
    finally:
        return n


def loops(xs):
    out = []
    for x in xs:
        try:
            if x == 1:
                continue
            if x == 3:
                break
            out.append(10 // x)
        except ZeroDivisionError:
            out.append(None)
        else:
            out.append("else")
        finally:
            out.append(-x)
    else:
        out.append("never")
    return out


def nested(n):
    log = []
    try:
        try:
            log.append(n)
            raise ValueError(n)
        finally:
            log.append("inner")
            n *= 2
    except ValueError as error:
        log.append(error.args[0] + n)
    finally:
        log.append("outer")
    return log


def replaced():
    try:
        raise KeyError("first")
    finally:
        raise ValueError("second")


def returned(n):
    for i in range(n):
        try:
            if i:
                return i, n
        finally:
            n += 1
    return None


def main():
    try:
        replaced()
    except ValueError as error:
        context = repr(error.__context__)
    return overrides(1), swallows(2), loops([1, 2, 0, 3, 4]), nested(3), context, returned(3)
