"""What a `map` calls is entered where it is taken apart: not by a star before it, nor by the pattern before that."""


def twice(number):
    return number * 2


def main():
    match {"a": 1}:
        case {}:
            return len([*(7, 7), *map(twice, [2, 3]), *filter(twice, [0, 1])])
