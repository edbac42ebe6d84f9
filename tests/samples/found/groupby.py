import itertools

def key(x):
    return x % 2

def main():
    return [list(g) for k, g in itertools.groupby([1, 1, 2], key)]
