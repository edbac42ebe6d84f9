LOG = []

def t(x):
    LOG.append(0)

def gen4(n5):
    t(0)
    () and ((yield) or 0)

def run():
    try:
        t(list(gen4(0)))
    except NameError as error26:
        pass

def main():
    return run()
