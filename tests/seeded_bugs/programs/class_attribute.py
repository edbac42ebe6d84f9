"""Players of a game and what they carry."""

from layout import printed


class Player:
    items = []  # bug: one list for all players
    limit = 3

    def __init__(self, name, health):
        self.name = name.strip().title()
        self.health = health

    def take(self, item):
        if len(self.items) < self.limit:
            self.items.append(item)
            return True
        return False

    def hit(self, damage):
        self.health = max(0, self.health - damage)


def status(player):
    hearts = "*" * player.health
    return f"{player.name} {hearts}"


def play(moves):
    players = {"a": Player(" ann ", 3), "b": Player("bo", 4)}
    refused = 0
    for who, what, argument in moves:
        player = players[who]
        if what == "take":
            if not player.take(argument):
                refused += 1
        else:
            player.hit(argument)
    lines = [status(player) for player in players.values()]
    width = max(len(line) for line in lines)
    done = {"lines": lines, "width": width, "refused": refused}
    done["page"] = printed("Players of a", done)
    return done
