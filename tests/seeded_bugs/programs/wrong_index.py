"""The podium of a race: the winner's time decides everybody's gap."""

from layout import printed


CLUBS = {"ann": "north", "bo": "south", "cy": "north", "di": "west"}


def parse(rows):
    runners = []
    for row in rows:
        name, minutes, seconds = row.split(",")
        time = int(minutes) * 60 + int(seconds)
        club = CLUBS.get(name, "none")
        runners.append({"name": name, "time": time, "club": club})
    return runners


def podium(runners):
    order = sorted(runners, key=lambda r: r["time"])
    best = order[1]["time"]  # bug: the winner is at 0
    places = []
    for place, runner in enumerate(order[:3], start=1):
        label = f"{place}. {runner['name']}"
        places.append({"label": label, "gap": runner["time"] - best})
    return places


def by_club(runners):
    clubs = {}
    for runner in runners:
        clubs.setdefault(runner["club"], []).append(runner["name"])
    return clubs


def results(rows):
    runners = parse(rows)
    clubs = by_club(runners)
    sizes = {club: len(names) for club, names in clubs.items()}
    largest = max(sizes.values())
    title = "Results of " + str(len(runners)) + " runners"
    done = {"title": title, "podium": podium(runners), "largest": largest}
    done["page"] = printed("The podium of", done)
    return done
