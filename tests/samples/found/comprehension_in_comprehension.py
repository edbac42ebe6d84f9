def main():
    xs = [1, 2, 3]
    return {x: {y: x * y for y in xs if y != x} for x in xs}
