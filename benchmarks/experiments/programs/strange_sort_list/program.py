"""Strange order."""


def strange_sort_list(numbers: list[int]) -> list[int]:
    """Return the numbers in strange order: the least, the largest of the rest, the least of the rest, and so on."""
    return sorted(numbers)
