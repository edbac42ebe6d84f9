"""Log lines: how many, and how many are errors."""

from layout import printed


def lines(text):
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield number, line.strip()


def errors(entries):
    found = []
    for number, line in entries:
        if line.startswith("ERROR"):
            found.append(number)
    return found


def count(entries):
    return sum(1 for _ in entries)  # bug: nothing is left for others


def stamp(day, month):
    parts = []
    for part in (day, month):
        text = str(part)
        parts.append(text.rjust(2, "0"))
    return "-".join(parts)


def digest(text, day=3, month=11):
    entries = lines(text)
    total = count(entries)
    bad = errors(entries)
    when = stamp(day, month)
    title = f"{when}: {total} lines"
    padded = title.center(30)
    done = {"title": padded, "bad": len(bad), "width": len(padded)}
    done["page"] = printed("Log lines", done)
    return done
