class Money:
    def __init__(self, n):
        self.n = n
    def __add__(self, other):
        return Money(self.n + other.n)
    def __radd__(self, other):
        return Money(self.n + other)

def main():
    a, b = Money(3), Money(4)
    c = a + b
    d = 5 + a
    return c, d
