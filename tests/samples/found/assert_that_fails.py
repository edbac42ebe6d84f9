def t(x):
    return x

def main():
    n = [7]
    try:
        assert t(0), t('message')
    except AssertionError:
        return n
