def main():
    try:
        try:
            raise ValueError(1)
        finally:
            n = 2
    except ValueError:
        return n
