"""Iterators written by hand, exhausted, shared, zipped, changed while iterated; loops with else."""

import itertools


class Down:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        return self.n


class Sequence:
    def __len__(self):
        return 3

    def __getitem__(self, index):
        if index >= len(self):
            raise IndexError(index)
        return index * 10


def loops(n):
    out = []
    for i, x in enumerate(Down(n)):
        if x == 1:
            break
        out.append((i, x))
    else:
        out.append("all")
    k = n
    while k:
        k -= 1
        if k % 2:
            continue
        if k > 10:
            break
        out.append(k)
    else:
        out.append("end")
    return out


def main():
    shared = Down(4)
    pairs = list(zip(shared, shared))
    items = [x for x in Sequence()]
    first, *rest = Down(3)
    grouped = {k: list(g) for k, g in itertools.groupby([1, 1, 2, 3, 3], key=lambda x: x % 2)}
    numbers = [1, 2, 3]
    for number in numbers:
        if number < 3:
            numbers.append(number + 2)
    chained = sum(itertools.chain(Down(2), Sequence()))
    total = sum(x for x in Down(3))
    in_down = 2 in Down(5), 20 in Sequence(), list(reversed(Sequence()))
    none = [x for x in Down(0)], max(Down(0), default="none")
    return loops(3), loops(0), pairs, items, first, rest, grouped, numbers, chained, total, in_down, none
