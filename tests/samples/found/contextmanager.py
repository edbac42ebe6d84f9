from contextlib import contextmanager

@contextmanager
def section(title):
    yield title.upper()

def main():
    with section("s") as title:
        return title
