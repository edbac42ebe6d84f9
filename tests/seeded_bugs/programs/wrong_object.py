"""Transfers between accounts."""

from layout import printed


class Account:
    def __init__(self, owner, balance):
        self.owner = owner
        self.balance = balance
        self.history = []

    def note(self, text):
        self.history.append(text.lower())


def transfer(giver, taker, sum_):
    giver.balance -= sum_
    giver.balance += sum_  # bug: the taker's
    giver.note(f"To {taker.owner}")
    taker.note(f"From {giver.owner}")


def statement(account):
    lines = []
    for number, text in enumerate(account.history, start=1):
        lines.append(f"{number} {text}")
    return lines


def initials(account):
    letters = ""
    for part in account.owner.split():
        letters += part[0]
    return letters


def bank(sums):
    ann, bo = Account("Ann Lee", 100), Account("Bo Ray", 50)
    for sum_ in sums:
        transfer(ann, bo, sum_)
    page = statement(ann)
    mark = initials(ann) + initials(bo)
    width = max(len(line) for line in page)
    done = {"mark": mark, "width": width, "left": ann.balance}
    done["page"] = printed("Transfers between accounts", done)
    return done
