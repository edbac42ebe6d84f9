"""`except*`, exception groups, causes and contexts, re-raising, a bare raise."""


def split(errors):
    log = []
    try:
        try:
            raise ExceptionGroup("many", errors)
        except* ValueError as group:
            log.append(len(group.exceptions))
        except* (KeyError, OSError) as group:
            log.append([type(e).__name__ for e in group.exceptions])
            raise RuntimeError("again") from group
        else:
            log.append("else")
        finally:
            log.append("finally")
    except ExceptionGroup as rest:
        log.append(sorted(type(e).__name__ for e in rest.exceptions))
    except RuntimeError as error:
        log.append(repr(error.__cause__))
    return log


def again():
    try:
        try:
            raise ValueError(1)
        except ValueError:
            raise
    except ValueError as error:
        kept = error
    try:
        raise KeyError(2) from None
    except KeyError as error:
        kept.other = error
        kept.suppressed = error.__suppress_context__
    return kept


def types():
    def which(n):
        return (ValueError, TypeError)[n]

    for n in range(3):
        try:
            raise [ValueError, TypeError, KeyError][n](n)
        except which(0) as error:
            yield "value", error.args
        except (which(1), OSError):
            yield "type"
        except:
            yield "any"


def main():
    kept = again()
    return (
        split([ValueError(1), KeyError(2), ValueError(3)]),
        split([ValueError(1), TypeError(2)]),
        split([OSError(1)]),
        kept.args, repr(kept.other), kept.suppressed, list(types()),
    )
