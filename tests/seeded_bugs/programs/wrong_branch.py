"""Parking fees."""

from layout import printed


RATES = {"car": 2, "van": 4, "bike": 1}


def minutes(start, end):
    total = []
    for text in (start, end):
        hours, mins = text.split(":")
        total.append(int(hours) * 60 + int(mins))
    return total[1] - total[0]


def hours(length):
    full, rest = divmod(length, 60)
    if not rest:  # bug: an hour that has begun counts
        full += 1
    return full


def plate(text):
    letters = []
    for char in text.upper():
        if char.isalnum():
            letters.append(char)
    return "".join(letters)


def receipt(kind, text, start, end):
    number = plate(text)
    length = minutes(start, end)
    units = hours(length)
    fee = units * RATES[kind]
    head = f"{number} ({kind})"
    line = head.ljust(20, ".")
    done = {"line": line, "length": length, "fee": fee}
    done["page"] = printed("Parking fees", done)
    return done
