"""Menus: a variant must leave the base as it is."""

import copy

from layout import printed


def base():
    return {"name": "lunch", "dishes": {"soup": 4, "bread": 1}, "open": True}


def variant(menu, name, changes):
    new = copy.copy(menu)  # bug: the dishes are still shared
    new["name"] = name
    for dish, price in changes.items():
        new["dishes"][dish] = price
    return new


def card(menu):
    lines = [menu["name"].upper()]
    for dish, price in sorted(menu["dishes"].items()):
        lines.append(f"{dish:.<10}{price:>3}")
    return lines


def cheapest(menu):
    name, low = "", 10**6
    for dish, price in menu["dishes"].items():
        if price < low:
            name, low = dish, price
    return name


def week(changes):
    menu = base()
    sunday = variant(menu, "brunch", changes)
    lines = card(sunday)
    tips = cheapest(sunday)
    height = len(lines)
    done = {"height": height, "tips": tips, "soup": menu["dishes"]["soup"]}
    done["page"] = printed("Menus", done)
    return done
