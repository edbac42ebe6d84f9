"""A league table: who leads, and who was announced first."""

from layout import printed


def load(text):
    teams = []
    for line in text.splitlines():
        name, wins, draws = line.split()
        teams.append([name, int(wins), int(draws)])
    return teams


def points(team):
    name, wins, draws = team
    return wins * 3 + draws


def table(teams):
    order = teams
    order.sort(key=points, reverse=True)  # bug: the same list as `teams`
    return order


def gaps(order):
    found = []
    for better, worse in zip(order, order[1:]):
        found.append(points(better) - points(worse))
    return found


def season(text):
    teams = load(text)
    size = len(teams)
    order = table(teams)
    leader = order[0][0]
    distance = gaps(order)
    closest = min(distance)
    first = teams[0][0]
    done = {"size": size, "leader": leader, "closest": closest, "first": first}
    done["page"] = printed("A league table", done)
    return done
