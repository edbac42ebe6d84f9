"""Type parameters and aliases, f-strings that nest their own quotes."""


class Stack[T]:
    def __init__(self, *items: T) -> None:
        self.items = list(items)

    def push[U](self, item: U) -> "Stack[T | U]":
        self.items.append(item)
        return self


def first[T: (int, str)](items: list[T], default: T = 0) -> T:
    return items[0] if items else default


type Pair[A] = tuple[A, A]


def main():
    stack = Stack(1, 2).push("x")
    names = [p.__name__ for p in Stack.__type_params__]
    nested = f"{", ".join(f"{i!r:>{len(stack.items)}}" for i in stack.items)} 12{"}"}34"
    return stack.items, names, first([3, 4]), first([]), Pair.__name__, nested
