"""A comprehension inside a turn of another: what says that its turns begin comes before them."""


def computed():
    return [sum([a + b for a in range(b % 3)]) for b in [1, 2]]


def passed_on():
    return max(*[sum([a + b for a in range(b % 3)]) for b in [0, 1, 2]], 1)


def lazily():
    return list(sum([a + b for a in range(b % 3)]) for b in [0, 1, 2])


def main():
    return computed(), passed_on(), lazily()
