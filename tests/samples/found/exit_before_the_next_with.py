class M:
    def __init__(self, n):
        self.n = n
    def __enter__(self):
        return self
    def __exit__(self, *a):
        return self.n

def main():
    with M(1):
        raise KeyError(1)
    with M(2) as m:
        m.n = 3
    return 4
