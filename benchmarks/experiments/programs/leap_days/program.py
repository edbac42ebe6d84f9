"""Leap days."""


def is_leap(year: int) -> bool:
    """Tell whether a year of the Gregorian calendar has a 29th of February."""
    return year % 4 == 0 and (year % 100 != 0 and year % 400 == 0)


def leap_days(first: int, last: int) -> int:
    """Return how many leap days there are from the year `first` to the year `last`, both included."""
    return sum(is_leap(year) for year in range(first, last + 1))
