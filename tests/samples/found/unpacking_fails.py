def main():
    n = 1
    try:
        a, b = [n, n + 1, n + 2]
    except ValueError:
        return n
