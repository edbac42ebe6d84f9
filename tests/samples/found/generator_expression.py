def t(x):
    return x

def main():
    return list(t(x) for x in [1, 2])
