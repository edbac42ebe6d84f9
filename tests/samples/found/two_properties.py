class A:
    def __init__(self, n):
        self.n = n
    @property
    def p(self):
        return self.n

def main():
    a, b = A(1), A(2)
    return [a.p, b.p]
