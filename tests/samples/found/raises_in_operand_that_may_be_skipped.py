def boom(tag):
    raise KeyError(tag)

def test(n):
    if n > 0 and boom("t"):
        return 1

def main():
    try:
        test(2)
    except KeyError:
        return 5
