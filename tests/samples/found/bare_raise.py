def main():
    log = []
    try:
        try:
            raise KeyError(1)
        except KeyError:
            log.append("seen")
            raise
    except KeyError:
        return log
