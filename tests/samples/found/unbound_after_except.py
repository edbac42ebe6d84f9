def main():
    try:
        raise KeyError(2)
    except KeyError as e:
        pass
    try:
        return e
    except NameError:
        return 3
