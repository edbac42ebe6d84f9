"""Programs written for Trace: what a model answers in each, and what they print once they are turned."""

from pathlib import Path

PROGRAMS = Path(__file__).with_name("programs")
TURNED = Path(__file__).with_name("turned")

_SECOND = '''def every_second(words):
    """Return every second word, beginning with the first."""
    return words[::2]
'''
_GREET = '''def greet(self, word, name):
    """Return the greeting."""
    return f"{word}, {name}!"
'''

ANSWERS = {
    "numbers": [{"x": 2.0}, {"x": 4.0}, {"x": 3.0}],
    "repair": [{"every_second": _SECOND.replace("[::2]", "[0][1]")}, {"every_second": _SECOND}],
    "greeter": [{"ask_name": "Say only the name."}, {"greet": _GREET}],
    "nested": [{"guess": 2.0}, {"guess": 3.0}],
    "walker": [{"pace": 60}, {"pace": 5}, {"pace": 6}],
    "batch": [{"word": "no"}, {"word": "not"}],
    "asynchronous": [{"number": 9}],
    "methods": [{"discount": 4}],
}

PRINTED = {
    "numbers": ["0 larger 2.0", "1 larger 4.0", "2 done 3.0", "17.0"],
    "repair": [
        "test failed: wanted ['a', 'c'], got ['a', 'b', 'c']",
        "(IndexError) string index out of range",
        "test passed",
    ],
    "greeter": [
        "Incorrect: HelloThe name is Ann.",
        "Incorrect: HelloAnn",
        "Hello, Bob!",
        "Say only the name.",
    ],
    "nested": ["[2.0, 3.0]"],
    "walker": ["ended at 3 1", "(ValueError) left the road 60", "ended at 15 5", "6"],
    "batch": ["why so; how so", "why no; how no"],
    "asynchronous": ["10"],
    "methods": ["8 True False", "5"],
}

SEEN = {
    "numbers": r"^x = -1\.0 +\(",
    "repair": r"every_second\(words\):  # words = \['a', 'b', 'c'\]",
    "greeter": r"^ask_name = 'Say the name\.' +\(",
    "nested": r"^guess = 1\.0 +\(",
    "walker": r"^pace = 1 +\(app\.py:\d+, evaluated 3 times\)",
    "batch": r"^word = 'so' +\(app\.py:\d+, evaluated 2 times\)",
    "asynchronous": r"^number = 3 +\(",
    "methods": r"^discount = 1 +\(",
}
"""What the first prompt shows of the run: that what is trained led to what feedback is about."""
