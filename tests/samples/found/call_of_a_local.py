def main():
    n = 7
    def f():
        nonlocal n
        n += 1
        return n
    return f() + f() + n
