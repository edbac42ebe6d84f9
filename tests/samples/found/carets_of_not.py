class Bad:
    def __bool__(self):
        raise KeyError(1)
def main():
    return 0 if not Bad() else 1
