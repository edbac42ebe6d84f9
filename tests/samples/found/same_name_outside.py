def main():
    n = 7
    return [n for n in [1, 2, 3]], n
