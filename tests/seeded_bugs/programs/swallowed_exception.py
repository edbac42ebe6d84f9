"""Amounts typed by people."""

from layout import printed


SIGNS = {"EUR": "E", "USD": "$"}


def amount(text):
    value = 0.0
    try:
        value = float(text.replace(".", ","))  # bug: the other way round
    except ValueError:
        pass
    return value


def currency(text):
    for name, sign in SIGNS.items():
        if sign in text or name in text:
            return name
    return "EUR"


def bare(text):
    chars = []
    for char in text:
        if char.isdigit() or char in ".,-":
            chars.append(char)
    return "".join(chars)


def greeting(name):
    parts = name.split()
    short = parts[0]
    if len(parts) > 1:
        short += " " + parts[-1][0] + "."
    return "Dear " + short


def donation(name, text):
    hello = greeting(name)
    unit = currency(text)
    number = bare(text)
    value = amount(number)
    line = f"{hello}, thank you ({unit})"
    done = {"line": line, "size": len(line), "value": value}
    done["page"] = printed("Amounts typed by", done)
    return done
