"""Routes: found once, then taken from a cache."""

from layout import printed


ROADS = {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}
_found = {}


def stops(start):
    if start not in _found:
        found = []
        todo = [start]
        while todo:
            town = todo.pop()
            if town not in found:
                found.append(town)
                todo.extend(ROADS[town])
        _found[start] = found
    return _found[start]


def tour(start):
    names = stops(start)
    names.append(start)  # bug: the cached list grows
    return names


def fare(count):
    price = 2
    for step in range(count):
        price += 1 if step < 3 else 0.5
    return price


def offer(start):
    there = tour(start)
    text = " > ".join(there)
    title = text.upper()[:9]
    cost = fare(len(there))
    reach = len(stops(start))
    done = {"title": title, "cost": cost, "reach": reach}
    done["page"] = printed("Routes", done)
    return done
