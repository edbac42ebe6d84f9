class Down:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return iter([self.n])

def main():
    first, *rest = Down(3)
    return first
