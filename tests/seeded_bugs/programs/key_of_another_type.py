"""Seats that are taken, by number."""

from layout import printed


def load(text):
    taken = {}
    for line in text.splitlines():
        number, name = line.split(" ", 1)
        taken[number] = name.strip()  # bug: the number is still text
    return taken


def is_free(taken, number):
    return number not in taken


def row_of(number, width=10):
    row, seat = divmod(number - 1, width)
    letter = "ABCDEF"[row]
    return f"{letter}{seat + 1}"


def price(number):
    if number <= 10:
        return 30
    if number <= 20:
        return 20
    return 10


def greeting(name, hour):
    part = "morning"
    if hour >= 12:
        part = "afternoon"
    if hour >= 18:
        part = "evening"
    return f"Good {part}, {name}"


def ask(text, number, name="guest", hour=19):
    hello = greeting(name, hour)
    taken = load(text)
    cost = price(number)
    where = row_of(number)
    line = f"{hello}: {where} for {cost}"
    done = {"line": line, "chars": len(line), "free": is_free(taken, number)}
    done["page"] = printed("Seats that are", done)
    return done
