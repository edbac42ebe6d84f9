"""Stock of a shop: deliveries are added to what is there."""

from layout import printed


def opening():
    return {"apple": 5, "pear": 2, "plum": 0}


def deliver(stock, deliveries):
    log = []
    for name, count in deliveries:
        key = name.title()  # bug: the keys are in lower case
        stock[key] = stock.get(key, 0) + count
        log.append(f"+{count} {name}")
    return log


def sold_out(stock):
    names = []
    for name, count in stock.items():
        if count == 0:
            names.append(name)
    return names


def sheet(log):
    width = 0
    for line in log:
        width = max(width, len(line))
    rows = [line.rjust(width) for line in log]
    return "\n".join(rows)


def morning(deliveries):
    stock = opening()
    log = deliver(stock, deliveries)
    page = sheet(log)
    lines = page.count("\n") + 1
    missing = sold_out(stock)
    done = {"lines": lines, "missing": len(missing), "plums": stock["plum"]}
    done["page"] = printed("Stock of a", done)
    return done
