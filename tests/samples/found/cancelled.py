def gen(log):
    try:
        yield 1
    except KeyError:
        log.append("thrown")
        raise

def main():
    log = []
    g = gen(log)
    next(g)
    try:
        g.throw(KeyError())
    except KeyError:
        return log
