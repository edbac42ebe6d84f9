"""A function with a bug, which `pytest --optimize-any` finds."""


def clamp(x: float, low: float, high: float) -> float:
    """Return x, but not below low nor above high."""
    if x < low:
        return low
    if x < high:
        return high
    return x
