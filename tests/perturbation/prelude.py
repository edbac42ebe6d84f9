"""What programs may call: written at their head when they do."""

import re

_DEFINITIONS = {
    "pick": """
def pick(xs, n):
    return xs[n % len(xs)]
""",
    "twice": """
def twice(f):
    def inner(n):
        return f(f(n) % 50)
    return inner
""",
    "adding": """
def adding(k):
    def decorate(f):
        def inner(n):
            return f(n) + k
        return inner
    return decorate
""",
    "cached": """
seen = {}
def cached(n):
    if n not in seen:
        seen[n] = n * K(2) + len(seen)
    return seen[n]
""",
    "Stop": """
class Stop(Exception):
    def __init__(self, code):
        super().__init__(code)
        self.code = code
""",
    "Lease": """
class Lease:
    def __init__(self, v):
        self.v = v
    def __enter__(self):
        return self.v + K(1)
    def __exit__(self, *error):
        self.v = K(0)
""",
    "Swallow": """
class Swallow:
    def __enter__(self):
        return self
    def __exit__(self, kind, error, traceback):
        return kind is not None and issubclass(kind, Exception)
""",
}


def with_prelude(source: str) -> str:
    """Return `source` with the definitions of the names it uses before it."""
    used = [
        text.strip("\n") for name, text in _DEFINITIONS.items() if re.search(rf"\b{name}\b", source)
    ]
    return "\n".join([*used, source])
