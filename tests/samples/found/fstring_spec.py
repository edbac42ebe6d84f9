def main():
    shown = f"{1.5:{4}.{1}}"
    return [shown, 1]
