"""Programs that are right, each with one line that a mistake replaces: what the engine has to find again."""

from __future__ import annotations

import copy
import textwrap
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Seeded:
    """A program. `right` is a line of it and `wrong` the mistake; `shown` and `held`: arguments of calls of `name`."""

    name: str
    mistake: str
    text: str
    right: str
    wrong: str
    shown: tuple[tuple[Any, ...], ...]
    held: tuple[tuple[Any, ...], ...]

    @property
    def correct(self) -> str:
        """The program as it should be."""
        return textwrap.dedent(self.text).lstrip()

    @property
    def broken(self) -> str:
        """The program with the mistake."""
        text = self.correct
        assert text.count(self.right) == 1, (self.name, self.right)
        lines = []
        for line in text.splitlines():
            if line.strip() != self.right:
                lines.append(line)
            elif self.wrong:
                lines.append(line.replace(self.right, self.wrong))
        return "\n".join(lines) + "\n"

    def results(self, text: str, inputs: tuple[tuple[Any, ...], ...]) -> list[Any]:
        """Return what a text of the program gives for some inputs, an exception's type where it raises."""
        space: dict[str, Any] = {}
        exec(compile(text, f"<{self.name}>", "exec"), space)  # the programs of this file
        found = []
        for arguments in inputs:
            try:
                found.append(space[self.name](*copy.deepcopy(arguments)))
            except Exception as error:  # noqa: BLE001  # programs with a mistake
                found.append(type(error))
        return found


PROGRAMS = (
    Seeded(
        "rle", "another result of a comparison",
        """
        def rle(text):
            out = []
            for char in text:
                if out and out[-1][0] == char:
                    out[-1][1] += 1
                else:
                    out.append([char, 1])
            return out
        """,
        "if out and out[-1][0] == char:", "if out and out[-1][0] != char:",
        (("",), ("a",), ("aab",), ("abc",), ("aabbb",), ("abba",)), (("zzzz",), ("abab",), ("aabcc",)),
    ),
    Seeded(
        "gcd", "operator",
        """
        def gcd(a, b):
            while b:
                a, b = b, a % b
            return a
        """,
        "a, b = b, a % b", "a, b = b, a - b",
        ((12, 8), (7, 7), (9, 3), (5, 0), (18, 12), (4, 2)), ((100, 75), (13, 8), (1, 9), (270, 192)),
    ),
    Seeded(
        "binary_search", "boundary",
        """
        def binary_search(items, wanted):
            low, high = 0, len(items) - 1
            while low <= high:
                middle = (low + high) // 2
                if items[middle] == wanted:
                    return middle
                if items[middle] < wanted:
                    low = middle + 1
                else:
                    high = middle - 1
            return -1
        """,
        "while low <= high:", "while low < high:",
        (([], 1), ([1], 1), ([1, 3], 3), ([1, 3, 5], 3), ([1, 3, 5], 5), ([1, 3, 5, 7], 4), ([2, 4], 1)),
        (([1, 2, 3, 4, 5, 6, 7], 7), ([1, 2, 3, 4, 5, 6, 7], 1), ([9], 8), ([1, 2, 3], 1)),
    ),
    Seeded(
        "flatten", "recursion step",
        """
        def flatten(items):
            out = []
            for item in items:
                if isinstance(item, list):
                    out.extend(flatten(item))
                else:
                    out.append(item)
            return out
        """,
        "out.extend(flatten(item))", "out.extend(item)",
        (([],), ([1, 2],), ([1, [2, 3]],), ([[1], 2],), ([1, [2, [3]]],), ([[[4]]],)),
        (([[[[1]], 2], 3],), ([[], [[]]],), ([[1, [2]], [3, [4, [5]]]],)),
    ),
    Seeded(
        "word_counts", "missing statement",
        """
        def word_counts(lines):
            counts = {}
            for line in lines:
                for word in line.split():
                    word = word.lower()
                    counts[word] = counts.get(word, 0) + 1
            return counts
        """,
        "counts[word] = counts.get(word, 0) + 1", "counts[word] = counts.get(word, 0)",
        ((["a b"],), (["a a"],), ([],), (["A a", "b"],), ([""],)), ((["x y x", "Y"],), (["q"],)),
    ),
    Seeded(
        "is_balanced", "negated condition",
        """
        def is_balanced(text):
            pairs = {")": "(", "]": "["}
            stack = []
            for char in text:
                if char in "([":
                    stack.append(char)
                elif char in pairs:
                    if not stack or stack.pop() != pairs[char]:
                        return False
            return not stack
        """,
        "return not stack", "return True",
        (("",), ("()",), ("(",), ("([])",), ("(]",), ("(()",), (")",)), (("[[",), ("[]()",), ("((]",)),
    ),
    Seeded(
        "average", "missing guard",
        """
        def average(values):
            total = 0.0
            for value in values:
                total += value
            if not values:
                return 0.0
            return total / len(values)
        """,
        "return total / len(values)", "return total // len(values)",
        (([],), ([1, 2],), ([2, 2],), ([1],), ([1, 2, 4, 5],), ([0.5],)), (([1, 1, 1, 0],), ([0.1, 0.2],)),
    ),
    Seeded(
        "first_positive", "missing guard",
        """
        def first_positive(values):
            place = 0
            while place < len(values) and values[place] <= 0:
                place += 1
            return place if place < len(values) else None
        """,
        "while place < len(values) and values[place] <= 0:", "while values[place] <= 0:",
        (([1],), ([0, 2],), ([],), ([-1, -2],), ([-1, 5, 6],), ([0],)), (([-5, -4, -3, 7],), ([-9],), ([3, 0],)),
    ),
    Seeded(
        "rotate", "slice",
        """
        def rotate(items, count):
            if not items:
                return []
            count %= len(items)
            return items[count:] + items[:count]
        """,
        "return items[count:] + items[:count]", "return items[:count] + items[count:]",
        (([], 1), ([1], 3), ([1, 2], 0), ([1, 2, 3], 1), ([1, 2, 3], 2), ([1, 2, 3, 4], 6)),
        (([5, 6, 7, 8, 9], 3), ([1, 2, 3], 30), (["a", "b"], 1)),
    ),
    Seeded(
        "account", "another field",
        """
        class Account:
            def __init__(self, balance, limit):
                self.balance = balance
                self.limit = limit
                self.refused = 0

            def draw(self, amount):
                if amount > self.balance + self.limit:
                    self.refused += 1
                    return False
                self.balance -= amount
                return True

        def account(balance, limit, amounts):
            mine = Account(balance, limit)
            done = [mine.draw(amount) for amount in amounts]
            return done, mine.balance, mine.refused
        """,
        "self.balance -= amount", "self.limit -= amount",
        ((10, 0, []), (10, 5, [3]), (10, 0, [11]), (5, 5, [4, 4, 4]), (0, 0, [1]), (8, 2, [1, 2])),
        ((100, 10, [50, 50, 10, 1]), (3, 1, [5, 4, 1])),
    ),
    Seeded(
        "dedupe", "missing statement",
        """
        def dedupe(items):
            seen = set()
            out = []
            for item in items:
                if item in seen:
                    continue
                seen.add(item)
                out.append(item)
            return out
        """,
        "seen.add(item)", "",
        (([],), ([1],), ([1, 1],), ([1, 2, 1],), ([3, 1, 3],), ([2, 1],)), (([2, 1, 2, 1],), (["a", "b", "a"],)),
    ),
    Seeded(
        "transposed", "swapped names",
        """
        def transposed(rows):
            if not rows:
                return []
            return [[row[column] for row in rows] for column in range(len(rows[0]))]
        """,
        "return [[row[column] for row in rows] for column in range(len(rows[0]))]",
        "return [[row[column] for row in rows] for column in range(len(rows))]",
        (([],), ([[1]],), ([[1, 2]],), ([[1], [2]],), ([[1, 2], [3, 4]],), ([[1, 2, 3], [4, 5, 6]],)),
        (([[1, 2, 3]],), ([[1], [2], [3]],)),
    ),
    Seeded(
        "power_set_sums", "into a block",
        """
        def power_set_sums(values):
            sums = {0}
            for value in values:
                for known in sorted(sums):
                    sums.add(known + value)
            return sorted(sums)
        """,
        "for known in sorted(sums):", "for known in sums:",
        (([],), ([1],), ([1, 2],), ([5, 5],), ([1, 2, 4],)), (([3, 1, 7],), ([0, 0],)),
    ),
    Seeded(
        "grade", "constants",
        """
        def grade(points, bonus=0):
            total = min(points + bonus, 100)
            if total >= 90:
                return "A"
            if total >= 75:
                return "B"
            return "C"
        """,
        "total = min(points + bonus, 100)", "total = max(points + bonus, 100)",
        ((95,), (80,), (10,), (74, 1), (89,), (90,), (75,), (99, 5)), ((0,), (88, 2), (60, 14), (60, 15)),
    ),
)  # fmt: skip
