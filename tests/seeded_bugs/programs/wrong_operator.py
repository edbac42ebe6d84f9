"""A savings plan, month by month."""

from layout import printed


def months(start, count):
    year, month = start
    names = []
    for _ in range(count):
        names.append(f"{year}-{month:02}")
        month += 1
        if month > 12:
            year, month = year + 1, 1
    return names


def grown(balance, rate):
    interest = balance * rate / 12
    fee = 1 if balance < 500 else 0
    return balance + interest + fee  # bug: a fee is taken off


def plan(start, balance, rate, count):
    rows = []
    names = months(start, count)
    for name in names:
        balance = grown(balance, rate)
        rows.append((name, round(balance, 2)))
    return rows


def summary(rows):
    first, last = rows[0][0], rows[-1][0]
    return f"{first} to {last}: {len(rows)} months"


def savings(start, balance, rate=0.12, count=3):
    rows = plan(start, balance, rate, count)
    text = summary(rows)
    chars = len(text)
    done = {"text": text, "chars": chars, "end": rows[-1][1]}
    done["page"] = printed("A savings plan", done)
    return done
