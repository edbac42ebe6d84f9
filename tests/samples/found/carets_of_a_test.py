class Bad:
    def __bool__(self):
        raise KeyError(1)
def main():
    if Bad() and 0:
        pass
