class Sequence:
    def __getitem__(self, index):
        return index * 10

def main():
    return 20 in Sequence()
