def twice(x):
    return x * 2

def main():
    xs = [1, 2]
    return [*map(twice, xs)]
