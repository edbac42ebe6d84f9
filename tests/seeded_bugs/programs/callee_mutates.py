"""Measurements: normalised for the plot, raw for the record."""

from layout import printed


def read(text):
    values = []
    for word in text.split():
        values.append(float(word))
    return values


def normalised(values):
    top = max(values)
    for place in range(len(values)):
        values[place] /= top  # bug: changes the caller's list
    return values


def bars(values, width=10):
    lines = []
    for value in values:
        lines.append("#" * round(value * width))
    return lines


def axis(width=10):
    marks = []
    for step in range(0, width + 1, 5):
        marks.append(str(step))
    return " ".join(marks)


def sheet(text):
    values = read(text)
    count = len(values)
    scaled = normalised(values)
    picture = bars(scaled)
    longest = max(len(line) for line in picture)
    foot = axis()
    done = {"count": count, "longest": longest, "foot": foot, "mean": sum(values) / count}
    done["page"] = printed("Measurements", done)
    return done
