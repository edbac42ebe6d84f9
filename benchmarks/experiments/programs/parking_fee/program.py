"""Fees of a car park."""

FREE, RATE, MOST = 15, 3, 24


def parking_fee(minutes: int) -> int:
    """Return the fee: nothing for up to 15 minutes, else 3 for each hour that has begun, and at most 24."""
    if minutes <= FREE:
        return 0
    hours = (minutes + 60) // 60
    return min(hours * RATE, MOST)
