"""Orders of a shop, with tax and shipping."""

from layout import printed


def net(items):
    amount = 0
    for name, price, count in items:
        amount += price * count
    return amount


def tax(amount, rate=0.02):  # bug: 0.2
    due = amount * rate
    return due


def shipping(items, free_from=5):
    count = 0
    for _, _, number in items:
        count += number
    if count >= free_from:
        return 0
    return 4


def label(items):
    names = sorted(name for name, _, _ in items)
    text = ", ".join(names)
    if len(text) > 20:
        text = text[:17] + "..."
    return text


def order(customer, items):
    title = f"{customer}: {label(items)}"
    amount = net(items)
    due = tax(amount)
    cost = shipping(items)
    words = len(title.split())
    done = {"title": title, "words": words, "tax": due, "shipping": cost}
    done["page"] = printed("Orders of a", done)
    return done
