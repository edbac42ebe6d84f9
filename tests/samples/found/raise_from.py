def main():
    try:
        try:
            raise KeyError(1)
        except KeyError as e:
            raise ValueError(2) from e
    except ValueError as e:
        return 3
