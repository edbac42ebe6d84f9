"""Reviews: what mood a text has."""

from layout import printed


GOOD, BAD = {"good", "great", "nice"}, {"bad", "poor"}


def words(text):
    found = []
    for word in text.lower().split():
        word = word.strip(".,!")
        if word:
            found.append(word)
    return found


def score(found):
    total = 0
    for word in found:
        if word in GOOD:
            total += 1
        elif word in BAD:
            total -= 1
    return total


def mood(total):
    name = "neutral"
    if total > 1:  # bug: one good word is enough
        name = "happy"
    elif total < 0:
        name = "angry"
    return name


def excerpt(found, most=4):
    shown = found[:most]
    text = " ".join(shown)
    if len(found) > most:
        text += " ..."
    return text


def review(author, text):
    found = words(text)
    head = author.title() + ": " + excerpt(found)
    size = len(head)
    done = {"head": head, "size": size, "mood": mood(score(found))}
    done["page"] = printed("Reviews", done)
    return done
