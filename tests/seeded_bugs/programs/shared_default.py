"""Tickets with tags."""

from layout import printed


LEVELS = {"crash": 3, "typo": 1}


def clean(title):
    words = title.lower().split()
    return " ".join(words)


def tagged(title, tags=[]):  # bug: one list for all calls
    for word in ("crash", "typo", "slow"):
        if word in title:
            tags.append(word)
    return tags


def level(tags):
    found = 0
    for tag in tags:
        found = max(found, LEVELS.get(tag, 0))
    return found


def short(title, width=12):
    if len(title) > width:
        return title[: width - 1] + "~"
    return title


def queue(titles):
    rows = []
    for number, title in enumerate(titles):
        title = clean(title)
        tags = tagged(title)
        shown = short(title)
        rows.append({"number": number, "shown": shown, "level": level(tags)})
    numbers = [row["number"] for row in rows]
    done = {"rows": rows, "last": numbers[-1]}
    done["page"] = printed("Tickets with tags", done)
    return done
