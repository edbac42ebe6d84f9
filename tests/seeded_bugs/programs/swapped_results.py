"""Temperatures of a week."""

from layout import printed


def read(text):
    values = []
    for word in text.split(","):
        values.append(int(word))
    return values


def extremes(values):
    low = high = values[0]
    for value in values[1:]:
        if value < low:
            low = value
        if value > high:
            high = value
    return high, low  # bug: the caller expects low, high


def trend(values):
    ups = 0
    for before, after in zip(values, values[1:]):
        if after > before:
            ups += 1
    return "rising" if ups * 2 > len(values) else "falling"


def sparkline(values):
    signs = "_.-^"
    text = ""
    for value in values:
        text += signs[min(3, max(0, value // 8))]
    return text


def week(text):
    values = read(text)
    low, high = extremes(values)
    line = sparkline(values)
    going = trend(values)
    title = f"{line} {going}"
    done = {"title": title, "days": len(values), "low": low, "high": high}
    done["page"] = printed("Temperatures of a", done)
    return done
