def inner():
    try:
        raise ExceptionGroup("many", [KeyError(1), TypeError(2)])
    except* LookupError:
        [][0]
def main():
    try:
        inner()
    except ExceptionGroup as e:
        return [type(x).__name__ for x in e.exceptions]
