"""Invoices printed one after another by one printer."""

from layout import printed


class Printer:
    def __init__(self, width):
        self.width = width
        self.total = 0  # bug: belongs in `begin`
        self.lines = []

    def begin(self, title):
        self.lines = [title.center(self.width)]

    def row(self, name, price):
        dots = "." * (self.width - len(name))
        self.lines.append(name + dots + str(price))
        self.total += price

    def end(self):
        self.lines.append("-" * self.width)
        return self.total


def titles(names):
    made = []
    for number, name in enumerate(names, start=1):
        made.append(f"No {number} for {name}")
    return made


def evening(orders):
    printer = Printer(20)
    totals, heights = [], []
    for title, rows in zip(titles(orders), orders.values()):
        printer.begin(title)
        for name, price in rows:
            printer.row(name, price)
        totals.append(printer.end())
        heights.append(len(printer.lines))
    done = {"heights": heights, "totals": totals}
    done["page"] = printed("Invoices printed one", done)
    return done
