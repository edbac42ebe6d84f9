def main():
    try:
        return [10 // (2 - k) for k in range(3)]
    except ZeroDivisionError:
        return 0
